package dev.rollstream.local.ui;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.Projection;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Fetches a group with its payload, once somebody wants to see it. Where answers are not to be told it never touches topic answer-keys.
 * Safe for use by many threads, which take turns.
 */
final class GroupBrowser implements AutoCloseable {
    static final int MAX_MEMBERS = 64;

    private final Topics topics;
    private final RecordFetcher fetcher;
    private final AvroDeserializer<AdvantageGroup> groups;
    private final AvroDeserializer<Task> tasks;
    private final AvroDeserializer<Rollout> rollouts;
    private final Optional<AvroDeserializer<AnswerKeyEvent>> answers;

    GroupBrowser(StageConfig config, RegistryClient registry, boolean showAnswers) {
        topics = config.topics();
        fetcher = new RecordFetcher(config);
        groups = new AvroDeserializer<>(AdvantageGroup.class, registry);
        tasks = new AvroDeserializer<>(Task.class, registry);
        rollouts =
                new AvroDeserializer<>(Projection.without(Rollout.getClassSchema(), "sequences", "messages"), registry);
        answers = showAnswers ? Optional.of(new AvroDeserializer<>(AnswerKeyEvent.class, registry)) : Optional.empty();
    }

    /**
     * A group as the topics tell it.
     *
     * @param group its terminal record
     * @param task its task; empty: gone, or not what the terminal record says
     * @param rollouts by slot, as far as they are there and are what the terminal record says
     * @param answer its answer; empty: not to be told, or gone
     */
    record Found(AdvantageGroup group, Optional<Task> task, Map<Integer, Rollout> rollouts, Optional<String> answer) {
        /** Copies the map. */
        Found {
            rollouts = Map.copyOf(rollouts);
        }
    }

    /**
     * The group whose terminal record lies there.
     *
     * @return empty if there is none
     * @throws StageException if the cluster does not answer
     */
    synchronized Optional<Found> find(int partition, long offset) {
        try {
            return fetcher.at(of(topics.advantages(), partition), offset, groups)
                    .map(group -> new Found(group, task(group), rollouts(group), answer(group, partition)));
        } catch (KafkaException e) {
            throw new StageException("the group cannot be read: " + e.getMessage(), e);
        }
    }

    private static TopicPartition of(Topic<?> topic, int partition) {
        return new TopicPartition(topic.name(), partition);
    }

    private Optional<Task> task(AdvantageGroup group) {
        RecordRef place = group.getTask();
        return place == null
                ? Optional.empty()
                : fetcher.at(of(topics.tasks(), place.getPartition()), place.getOffset(), tasks)
                        .filter(task -> task.getGroupId().equals(group.getGroupId()));
    }

    private Map<Integer, Rollout> rollouts(AdvantageGroup group) {
        Map<Integer, Rollout> bySlot = new HashMap<>();
        for (Member member : group.getMembers().stream().limit(MAX_MEMBERS).toList()) {
            RecordRef place = member.getRollout();
            if (place != null) {
                fetcher.at(of(topics.rollouts(), place.getPartition()), place.getOffset(), rollouts)
                        .filter(found ->
                                found.getGroupId().equals(group.getGroupId()) && found.getIndex() == member.getIndex())
                        .ifPresent(found -> bySlot.put(member.getIndex(), found));
            }
        }
        return bySlot;
    }

    /** The key is the record of the group that was written when the group was opened, in the partition of that number. */
    private Optional<String> answer(AdvantageGroup group, int partition) {
        Long openedMs = group.getOpenedAtMs();
        if (answers.isEmpty() || openedMs == null) {
            return Optional.empty();
        }
        byte[] key = group.getGroupId().getBytes(StandardCharsets.UTF_8);
        return fetcher.from(
                        of(topics.answerKeys(), partition),
                        openedMs,
                        record -> Arrays.equals(record.key(), key),
                        answers.get())
                .map(AnswerKeyEvent::getAnswerKey)
                .map(AnswerKey::getAnswer);
    }

    @Override
    public synchronized void close() {
        fetcher.close();
    }
}
