package dev.rollstream.local.bench;

import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A plain producer, without transactions, that counts what the broker has and remembers what it refused. */
final class Writer implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong written = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Callback callback = (metadata, error) -> {
        if (error == null) {
            written.incrementAndGet();
        } else {
            failure.compareAndSet(null, error);
        }
    };

    /** A producer of a client id. */
    Writer(StageConfig config, String clientId) {
        this.producer =
                new KafkaProducer<>(config.producer(clientId), new ByteArraySerializer(), new ByteArraySerializer());
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, callback);
    }

    /**
     * Records that the broker has by now.
     *
     * @throws StageException if it refused one
     */
    long written() {
        Exception error = failure.get();
        if (error != null) {
            throw new StageException("the benchmark's records could not be written: " + error.getMessage(), error);
        }
        return written.get();
    }

    /** Waits until the broker has everything, and answers like {@link #written}. */
    long flush() {
        producer.flush();
        return written();
    }

    @Override
    public void close() {
        producer.close();
    }
}
