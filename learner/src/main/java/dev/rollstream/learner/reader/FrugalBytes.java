package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A record's bytes, copied only where the buffer that they lie in is much larger. Kafka unpacks each compressed record into a buffer of its
 * own, which can be kept as it is; records of an uncompressed batch are views of a whole fetch, and one that waits in the cache would
 * keep megabytes alive.
 */
final class FrugalBytes implements Deserializer<ByteBuffer> {
    private static final int SLACK_BYTES = 2_048;

    @Override
    public @Nullable ByteBuffer deserialize(String topic, byte @Nullable [] data) {
        return data == null ? null : ByteBuffer.wrap(data);
    }

    @Override
    public @Nullable ByteBuffer deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
        if (data == null || (data.hasArray() && data.array().length - data.remaining() <= SLACK_BYTES)) {
            return data;
        }
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        return ByteBuffer.wrap(copy);
    }
}
