package dev.rollstream.local.bench;

import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes groups as a task producer and a worker would: the task and its answer key, then the completions. For one thread. */
final class Backlog implements AutoCloseable {
    private static final int OPENED_AHEAD = 1024;

    private final StageConfig config;
    private final Workload workload;
    private final Placement groups;
    private final BenchRecords records;
    private final AvroSerializer<SpecificRecord> serializer;
    private final Writer writer;
    private final Map<Integer, Long> nextTask = new HashMap<>();
    private final RecordRef[] tasks;
    private long rolloutBytes;

    Backlog(StageConfig config, RegistryClient registry, Workload workload, Placement groups) {
        this.config = config;
        this.workload = workload;
        this.groups = groups;
        this.records = new BenchRecords(workload, groups);
        this.serializer = new AvroSerializer<>(registry);
        this.tasks = new RecordRef[groups.groups()];
        try (TopicReader reader = new TopicReader(config, "bench-ends")) {
            reader.ends(config.topics().tasks()).forEach((partition, end) -> nextTask.put(partition.partition(), end));
        }
        this.writer = new Writer(config, "bench");
    }

    /** Writes all groups whole and waits until the broker has them. */
    void write() {
        int atOnce = workload.atOnce();
        int block = Math.max(OPENED_AHEAD, atOnce) / atOnce * atOnce;
        for (int from = 0; from < groups.groups(); from += block) {
            int to = Math.min(groups.groups(), from + block);
            openAll(from, to);
            for (int first = from; first < to; first += atOnce) {
                complete(first, Math.min(to, first + atOnce), workload.groupSize());
            }
        }
        flush();
    }

    /** Writes all groups without their last members, so that they stay open, and waits until the broker has them. */
    void writeOpen(int members) {
        for (int from = 0; from < groups.groups(); from += OPENED_AHEAD) {
            int to = Math.min(groups.groups(), from + OPENED_AHEAD);
            openAll(from, to);
            for (int group = from; group < to; group++) {
                complete(group, group + 1, Math.min(members, workload.groupSize() - 1));
            }
        }
        flush();
    }

    /** Opens groups and waits until the broker has them, as no worker begins before: a completion without its key would be parked. */
    private void openAll(int from, int to) {
        for (int group = from; group < to; group++) {
            open(group);
        }
        flush();
    }

    private void complete(int from, int to, int members) {
        for (int index = 0; index < members; index++) {
            for (int group = from; group < to; group++) {
                complete(group, index);
            }
        }
    }

    /** Writes a group's task and answer key. */
    void open(int group) {
        int partition = groups.partition(group);
        RecordRef task = RecordRef.newBuilder()
                .setPartition(partition)
                .setOffset(Objects.requireNonNull(nextTask.merge(partition, 1L, Long::sum)) - 1)
                .build();
        tasks[group] = task;
        send(config.topics().tasks(), group, records.task(group));
        send(config.topics().answerKeys(), group, records.answerKey(group, task));
    }

    /** Writes one completion of a group that is open. */
    void complete(int group, int index) {
        rolloutBytes += send(config.topics().rollouts(), group, records.rollout(group, index, tasks[group]));
    }

    private <T extends SpecificRecord> int send(Topic<T> topic, int group, T value) {
        byte[] bytes = Objects.requireNonNull(serializer.serialize(topic.name(), value));
        byte[] key = groups.id(group).getBytes(StandardCharsets.UTF_8);
        writer.send(new ProducerRecord<>(topic.name(), groups.partition(group), key, bytes));
        return bytes.length;
    }

    /** Waits until the broker has what was written. */
    void flush() {
        writer.flush();
    }

    /** Bytes of all completions written so far, as their values are on the wire before compression. */
    long rolloutBytes() {
        return rolloutBytes;
    }

    @Override
    public void close() {
        writer.close();
    }
}
