package dev.rollstream.local.life;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.Projection;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds everything that the topics hold of one group, in the order of the data flow. Of topics keyed by group id only the
 * partition that the group's key belongs to is read; what lies in a wrong partition shows up as a dead letter.
 */
public final class GroupLife implements AutoCloseable {
    private final Topics topics;
    private final TopicReader reader;
    private final RegistryClient registry;
    private final boolean showAnswer;

    /**
     * A search that has not begun.
     *
     * @param config the stream
     * @param registry its schema registry; stays the caller's to close
     * @param showAnswer whether the answer key's answer is told
     */
    public GroupLife(StageConfig config, RegistryClient registry, boolean showAnswer) {
        this.topics = config.topics();
        this.reader = new TopicReader(config, "group-life");
        this.registry = registry;
        this.showAnswer = showAnswer;
    }

    /**
     * What is known of a group.
     *
     * @param events one for each record of the group, in the order of the data flow, each topic in log order
     * @param verdict how it ended and why, or where it stands
     */
    public record Story(List<LifeEvent> events, String verdict) {
        /** Copies the events. */
        public Story {
            events = List.copyOf(events);
        }
    }

    /**
     * Reads the topics as they are now.
     *
     * @return empty if no topic holds anything of the group
     * @throws dev.rollstream.runtime.StageException if the cluster or a topic cannot be read
     */
    public Optional<Story> tell(GroupId group) {
        Sentences say = new Sentences(showAnswer);
        Ending ending = new Ending();
        List<LifeEvent> events = new ArrayList<>();
        events.addAll(find(topics.tasks(), group, decoded(taskDecoder(), say::task)));
        events.addAll(find(
                topics.answerKeys(), group, decoded(decoder(AnswerKeyEvent.class), ending.noting(say::answerKey))));
        events.addAll(find(topics.rollouts(), group, decoded(rolloutDecoder(), say::rollout)));
        events.addAll(
                find(topics.rewards(), group, decoded(decoder(RewardEvent.class), ending.notingReward(say::reward))));
        events.addAll(find(
                topics.advantages(), group, decoded(decoder(AdvantageGroup.class), ending.notingEnd(say::advantages))));
        events.addAll(find(topics.receipts(), group, decoded(decoder(Receipt.class), say::receipt)));
        events.addAll(find(topics.deadLetters(), group, GroupLife::deadLetter));
        return events.isEmpty() ? Optional.empty() : Optional.of(new Story(events, ending.verdict()));
    }

    private AvroDeserializer<Task> taskDecoder() {
        return new AvroDeserializer<>(Projection.without(Task.getClassSchema(), "Image.data"), registry);
    }

    private AvroDeserializer<Rollout> rolloutDecoder() {
        return new AvroDeserializer<>(Projection.without(Rollout.getClassSchema(), "sequences", "messages"), registry);
    }

    private <V extends SpecificRecord> AvroDeserializer<V> decoder(Class<V> type) {
        return new AvroDeserializer<>(type, registry);
    }

    private List<LifeEvent> find(
            Topic<?> topic, GroupId group, Function<ConsumerRecord<byte[], byte[]>, String> sentence) {
        byte[] key = group.toString().getBytes(StandardCharsets.UTF_8);
        List<LifeEvent> events = new ArrayList<>();
        reader.read(partitionsOf(topic, key), record -> {
            if (Arrays.equals(record.key(), key)) {
                String where = shortName(topic) + "-" + record.partition() + "@" + record.offset();
                events.add(new LifeEvent(record.timestamp(), where, sentence.apply(record)));
            }
        });
        return events;
    }

    private Map<TopicPartition, Long> partitionsOf(Topic<?> topic, byte[] key) {
        Map<TopicPartition, Long> ends = reader.ends(topic);
        if (!topic.settings().coPartitioned()) {
            return ends;
        }
        int home = Utils.toPositive(Utils.murmur2(key)) % ends.size();
        return ends.entrySet().stream()
                .filter(end -> end.getKey().partition() == home)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private String shortName(Topic<?> topic) {
        return topic.name().substring(topics.prefix().length());
    }

    private static <V> Function<ConsumerRecord<byte[], byte[]>, String> decoded(
            AvroDeserializer<? extends V> deserializer, Function<V, String> sentence) {
        return record -> {
            try {
                V value = deserializer.deserialize(record.topic(), record.headers(), record.value());
                return value == null ? "no value" : sentence.apply(value);
            } catch (UndecodableRecordException e) {
                return "undecodable: " + e.getMessage();
            }
        };
    }

    private static String deadLetter(ConsumerRecord<byte[], byte[]> record) {
        return DeadLetter.of(record.headers())
                .map(letter -> letter.reason() + " at the " + letter.stage() + ", " + letter.coordinates() + ": "
                        + letter.detail())
                .orElse("not written by a stage");
    }

    /** Closes the connection. */
    @Override
    public void close() {
        reader.close();
    }
}
