package dev.rollstream.producer.task;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.producer.task.InFlightWindow.Answer;
import dev.rollstream.producer.task.StreamListener.GroupEnd;
import dev.rollstream.producer.task.StreamListener.LearnerPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a run on topics advantages, progress and receipts, with a consumer that belongs to no group: each task producer reads them
 * whole. Only records of the run, known by their key, are decoded.
 */
final class StreamFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamFollower.class);
    private static final Duration REPLAY_POLL = Duration.ofMillis(200);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Function<Collection<TopicPartition>, Map<TopicPartition, Long>> highWatermarks;
    private final TaskCodecs codecs;
    private final Subject subject;

    /**
     * What is followed.
     *
     * @param topics the stream's topics
     * @param runId the run
     * @param learner name of the learner; empty: none
     */
    record Subject(Topics topics, String runId, Optional<String> learner) {}

    /**
     * A follower over a consumer that it owns from now on.
     *
     * @param consumer reads committed records
     * @param highWatermarks asks for the ends of partitions, uncommitted records included
     */
    StreamFollower(
            Consumer<byte[], byte[]> consumer,
            Function<Collection<TopicPartition>, Map<TopicPartition, Long>> highWatermarks,
            TaskCodecs codecs,
            Subject subject) {
        this.consumer = consumer;
        this.highWatermarks = highWatermarks;
        this.codecs = codecs;
        this.subject = subject;
    }

    /** Begins to follow a run that has no groups yet: what is on topic advantages is of no interest. */
    void startAtEnd() {
        List<TopicPartition> advantages =
                partitions(subject.topics().advantages().name());
        assign(advantages);
        consumer.seekToEnd(advantages);
        advantages.forEach(consumer::position); // resolved before the first group is written, not at the first poll
    }

    /**
     * Tells of every group of the run, then begins to follow their ends from the first one on. Waits for the transactions that
     * are open now: a group below one of them is committed, but not readable yet.
     */
    void replay(StreamListener listener) {
        List<TopicPartition> keys = partitions(subject.topics().answerKeys().name());
        consumer.assign(keys);
        consumer.seekToBeginning(keys);
        Map<TopicPartition, Long> ends = highWatermarks.apply(keys);
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(REPLAY_POLL)) {
                ownSequence(record).ifPresent(listener::made);
            }
        }
        List<TopicPartition> advantages =
                partitions(subject.topics().advantages().name());
        assign(advantages);
        consumer.seekToBeginning(advantages);
    }

    private void assign(List<TopicPartition> advantages) {
        List<TopicPartition> all = new ArrayList<>(advantages);
        if (subject.learner().isPresent()) {
            all.addAll(partitions(subject.topics().progress().name()));
            all.addAll(partitions(subject.topics().receipts().name()));
        }
        consumer.assign(all);
        all.removeAll(advantages);
        consumer.seekToBeginning(all);
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toList());
    }

    /** Waits for news at most that long and tells of them. */
    void poll(Duration wait, StreamListener listener) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        String progress = subject.topics().progress().name();
        String receipts = subject.topics().receipts().name();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.topic().equals(progress)) {
                position(record).ifPresent(listener::moved);
            } else if (record.topic().equals(receipts)) {
                refusal(record).ifPresent(place -> listener.refused(place.getPartition(), place.getOffset()));
            } else {
                ownSequence(record).ifPresent(sequence -> listener.ended(end(sequence, record)));
            }
        }
    }

    private Optional<Long> ownSequence(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return Optional.empty();
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(subject.runId() + "/")) {
            return Optional.empty();
        }
        try {
            return Optional.of(GroupId.parse(key).sequence());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private GroupEnd end(long sequence, ConsumerRecord<byte[], byte[]> record) {
        Optional<AdvantageGroup> group = decode(codecs.advantages(), record);
        boolean usable = group.filter(ended -> ended.getPurpose() != Purpose.EVAL)
                .map(AdvantageGroup::getOutcome)
                .filter(outcome -> outcome == GroupOutcome.COMPLETE || outcome == GroupOutcome.PARTIAL)
                .isPresent();
        return new GroupEnd(
                sequence,
                record.partition(),
                record.offset(),
                usable,
                group.map(StreamFollower::answer).orElse(Answer.UNKNOWN));
    }

    private static Answer answer(AdvantageGroup group) {
        MemberCounts counts = group.getCounts();
        int received = counts == null || counts.getReceived() == null
                ? group.getMembers().size()
                : counts.getReceived();
        if (received > 0) {
            return Answer.MEMBERS;
        }
        return group.getOutcome() == GroupOutcome.EXPIRED ? Answer.NONE : Answer.UNKNOWN;
    }

    /** Where the terminal record lies of a group of the run that the followed learner refused. */
    private Optional<RecordRef> refusal(ConsumerRecord<byte[], byte[]> record) {
        return ownSequence(record)
                .flatMap(sequence -> decode(codecs.receipts(), record))
                .filter(receipt -> subject.learner().equals(Optional.of(receipt.getLearner())))
                .filter(receipt -> receipt.getOutcome() != ReceiptOutcome.TRAINED)
                .map(Receipt::getAdvantageGroup);
    }

    private Optional<LearnerPosition> position(ConsumerRecord<byte[], byte[]> record) {
        boolean followed = record.key() != null
                && subject.learner().equals(Optional.of(new String(record.key(), StandardCharsets.UTF_8)));
        return followed ? decode(codecs.progress(), record).map(StreamFollower::position) : Optional.empty();
    }

    private static LearnerPosition position(Progress progress) {
        Map<Integer, Long> next = new HashMap<>();
        for (PartitionPosition place : progress.getPosition()) {
            next.put(place.getPartition(), place.getOffset());
        }
        return new LearnerPosition(
                next,
                progress.getBatchSize() == null ? OptionalInt.empty() : OptionalInt.of(progress.getBatchSize()),
                progress.getPolicyVersion() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(progress.getPolicyVersion()));
    }

    /** The record, if its bytes are one. One that is not still ends its group: its key is enough for that. */
    private static <T> Optional<T> decode(Deserializer<T> deserializer, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(deserializer.deserialize(record.topic(), record.headers(), record.value()));
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("topicPartition", record.topic() + "-" + record.partition() + "@" + record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("undecodable record while following the run");
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
