package dev.rollstream.local.bench;

import dev.rollstream.avro.Topic;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A plain consumer whose records a plain producer writes to another topic, without transactions: consume and produce of the same bytes. */
final class Relay implements Progress {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Topic<?> to;
    private final long total;
    private final AtomicLong written = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Relay(StageConfig config, Topic<?> from, Topic<?> to, Workload workload) {
        this.to = to;
        this.total = workload.rollouts();
        this.consumer = Progress.consumer(config, from, workload.partitions());
        this.producer = new KafkaProducer<>(
                config.producer("bench-relay"), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long done() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            producer.send(
                    new ProducerRecord<>(to.name(), record.partition(), record.key(), record.value()),
                    (metadata, error) -> {
                        if (error == null) {
                            written.incrementAndGet();
                        } else {
                            failure.compareAndSet(null, error);
                        }
                    });
        }
        Exception error = failure.get();
        if (error != null) {
            throw new StageException("the benchmark's records could not be written: " + error.getMessage(), error);
        }
        return written.get();
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
