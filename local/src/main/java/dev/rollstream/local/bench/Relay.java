package dev.rollstream.local.bench;

import dev.rollstream.avro.Topic;
import dev.rollstream.runtime.StageConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A plain consumer whose records a plain producer writes to another topic, without transactions: consume and produce of the same bytes. */
final class Relay implements Progress {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Writer writer;
    private final Topic<?> to;
    private final long total;

    Relay(StageConfig config, Topic<?> from, Topic<?> to, Workload workload) {
        this.to = to;
        this.total = workload.rollouts();
        this.consumer = Progress.consumer(config, from, workload.partitions());
        this.writer = new Writer(config, "bench-relay");
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public long done() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            writer.send(new ProducerRecord<>(to.name(), record.partition(), record.key(), record.value()));
        }
        return writer.written();
    }

    @Override
    public void close() {
        consumer.close();
        writer.close();
    }
}
