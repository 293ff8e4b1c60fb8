package dev.rollstream.avro.serde;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

/** Records, bytes and measurements for the tests of the serdes. */
public final class Records {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Records() {}

    /** The generated value types of all topics. */
    public static List<Class<? extends SpecificRecord>> types() {
        List<Class<? extends SpecificRecord>> types = new ArrayList<>();
        for (Topic<?> topic : new Topics("").all()) {
            if (SpecificRecord.class.isAssignableFrom(topic.valueType())) {
                types.add(topic.valueType().asSubclass(SpecificRecord.class));
            }
        }
        return types;
    }

    /** The schema of a generated class. */
    public static Schema schema(Class<? extends SpecificRecord> type) {
        return SpecificData.getForClass(type).getSchema(type);
    }

    /** Avro binary of random records of a class. */
    static List<byte[]> randomPayloads(Class<? extends SpecificRecord> type, int count, long seed) {
        List<byte[]> payloads = new ArrayList<>();
        for (Object datum : new RandomData(schema(type), count, seed)) {
            payloads.add(encode(schema(type), datum));
        }
        return payloads;
    }

    static byte[] encode(Schema schema, Object datum) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A payload behind the prefix of an id. */
    static byte[] framed(int id, byte[] payload) {
        return ByteBuffer.allocate(5 + payload.length)
                .put((byte) 0)
                .putInt(id)
                .put(payload)
                .array();
    }

    /** Bytes that this thread has allocated so far. */
    static long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
