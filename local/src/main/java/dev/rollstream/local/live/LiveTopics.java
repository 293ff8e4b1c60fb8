package dev.rollstream.local.live;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.StageConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows the small topics. Takes the right to read rewards, advantages, receipts, policies and progress, none of which holds a prompt,
 * a completion or an answer, and dead letters, of which it looks at the headers alone.
 *
 * <p>What causes is read before what it caused: how far ends are read in a look is asked before how far beginnings are, and
 * beginnings are read first. So no group is seen to end before it was seen to open.
 */
final class LiveTopics implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Topics topics;
    private final LiveFold fold;
    private final KafkaConsumer<byte[], byte[]> begins;
    private final KafkaConsumer<byte[], byte[]> ends;
    private final List<TopicPartition> ofBegins;
    private final List<TopicPartition> ofEnds;
    private final Map<String, Sink> sinks = new HashMap<>();
    private final long rolloutsBefore;

    /** Takes one topic's records. */
    @FunctionalInterface
    private interface Sink {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    LiveTopics(StageConfig config, RegistryClient registry, LiveFold fold, long sinceMs) {
        this.topics = config.topics();
        this.fold = fold;
        begins = consumer(config, "live-begins");
        ends = consumer(config, "live-ends");
        List<TopicPartition> whole = partitions(topics.policies(), topics.progress());
        List<TopicPartition> rewards = partitions(topics.rewards());
        ofBegins = new ArrayList<>(whole);
        ofBegins.addAll(rewards);
        ofEnds = partitions(topics.advantages(), topics.receipts(), topics.deadLetters());
        begins.assign(ofBegins);
        begins.seekToBeginning(whole);
        from(begins, rewards, sinceMs).forEach(begins::seek);
        List<TopicPartition> rollouts = partitions(topics.rollouts());
        ends.assign(rollouts);
        rolloutsBefore = sum(from(ends, rollouts, sinceMs));
        ends.assign(ofEnds);
        from(ends, ofEnds, sinceMs).forEach(ends::seek);
        sink(topics.policies(), PolicyVersion.class, registry, (version, record) -> fold.onPolicyVersion(version));
        sink(
                topics.progress(),
                Progress.class,
                registry,
                (value, record) -> fold.onProgress(value, record.timestamp()));
        sink(
                topics.rewards(),
                RewardEvent.class,
                registry,
                (value, record) -> fold.onReward(value, record.timestamp()));
        sink(
                topics.advantages(),
                AdvantageGroup.class,
                registry,
                (group, record) ->
                        fold.onAdvantageGroup(group, record.partition(), record.offset(), record.timestamp()));
        sinks.put(topics.deadLetters().name(), record -> fold.onDeadLetter(DeadLetter.of(record.headers())));
        sink(topics.receipts(), Receipt.class, registry, (value, record) -> fold.onReceipt(value, record.timestamp()));
    }

    private static KafkaConsumer<byte[], byte[]> consumer(StageConfig config, String client) {
        return new KafkaConsumer<>(config.consumer(client), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<TopicPartition> partitions(Topic<?>... named) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<?> topic : named) {
            begins.partitionsFor(topic.name())
                    .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition())));
        }
        return partitions;
    }

    /** The first record of a time or later, in partitions that are assigned; where there is none, the end. */
    private static Map<TopicPartition, Long> from(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long sinceMs) {
        Map<TopicPartition, Long> question = new HashMap<>();
        partitions.forEach(partition -> question.put(partition, sinceMs));
        Map<TopicPartition, Long> from = new HashMap<>(consumer.endOffsets(partitions));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(question);
        found.forEach((partition, first) -> {
            if (first != null) {
                from.put(partition, first.offset());
            }
        });
        return from;
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private <V extends SpecificRecord> void sink(
            Topic<?> topic,
            Class<V> type,
            RegistryClient registry,
            BiConsumer<V, ConsumerRecord<byte[], byte[]>> take) {
        AvroDeserializer<V> deserializer = new AvroDeserializer<>(type, registry);
        sinks.put(topic.name(), record -> {
            V value = deserializer.deserialize(record.topic(), record.headers(), record.value());
            if (value != null) {
                take.accept(value, record);
            }
        });
    }

    /**
     * Reads on.
     *
     * @param budget reading ends after about this long, even if there is more
     * @return records that are there and have not been read
     */
    long read(Duration budget) {
        long untilNs = System.nanoTime() + budget.toNanos();
        Map<TopicPartition, Long> endsOfEnds = ends.endOffsets(ofEnds);
        Map<TopicPartition, Long> endsOfBegins = begins.endOffsets(ofBegins);
        long unread = read(begins, endsOfBegins, untilNs);
        return unread > 0 ? unread + unread(ends, endsOfEnds) : read(ends, endsOfEnds, untilNs);
    }

    private long read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> to, long untilNs) {
        while (unread(consumer, to) > 0 && System.nanoTime() < untilNs) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                take(consumer, records.records(partition), to.getOrDefault(partition, 0L));
            }
        }
        return unread(consumer, to);
    }

    private void take(KafkaConsumer<byte[], byte[]> consumer, List<ConsumerRecord<byte[], byte[]>> records, long end) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() >= end) {
                consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset());
                return;
            }
            try {
                Sink sink = sinks.get(record.topic());
                if (sink != null) {
                    sink.take(record);
                }
            } catch (UndecodableRecordException e) {
                // It counts nowhere here; the audit names it.
                fold.onUndecodable();
            }
        }
    }

    private static long unread(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> to) {
        return to.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /**
     * Rollouts written in the window: workers write without transactions, so that offsets count them.
     *
     * @param ends of topic rollouts
     */
    long rollouts(long ends) {
        return Math.max(0, ends - rolloutsBefore);
    }

    @Override
    public void close() {
        begins.close();
        ends.close();
    }
}
