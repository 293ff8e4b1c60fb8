package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.Projection;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/** Fetches tasks and rollouts that a few groups point at, and their answers. What does not match its reference is not there. */
final class ExampleReader {
    private final StageConfig config;
    private final TopicReader reader;
    private final AvroDeserializer<Task> tasks;
    private final AvroDeserializer<Rollout> rollouts;
    private final AvroDeserializer<AnswerKeyEvent> answerKeys;

    ExampleReader(StageConfig config, RegistryClient registry, TopicReader reader) {
        this.config = config;
        this.reader = reader;
        this.tasks = new AvroDeserializer<>(Task.class, registry);
        this.rollouts =
                new AvroDeserializer<>(Projection.without(Rollout.getClassSchema(), "sequences", "messages"), registry);
        this.answerKeys = new AvroDeserializer<>(AnswerKeyEvent.class, registry);
    }

    List<Example> read(List<ExampleChoice.Chosen> chosen) {
        if (chosen.isEmpty()) {
            return List.of();
        }
        Held heldTasks = held(config.topics().tasks());
        Held heldRollouts = held(config.topics().rollouts());
        Map<String, String> answers = answers(chosen);
        List<Example> examples = new ArrayList<>();
        for (ExampleChoice.Chosen one : chosen) {
            AdvantageGroup group = one.group();
            Optional<Task> task = at(heldTasks, group.getTask(), tasks)
                    .filter(found -> found.getGroupId().equals(group.getGroupId()));
            examples.add(new Example(
                    one, task, Optional.ofNullable(answers.get(group.getGroupId())), rolloutsOf(group, heldRollouts)));
        }
        return examples;
    }

    private Map<Integer, Rollout> rolloutsOf(AdvantageGroup group, Held held) {
        Map<Integer, Rollout> bySlot = new HashMap<>();
        group.getMembers().stream().limit(ExampleSection.MAX_MEMBERS).forEach(member -> {
            at(held, member.getRollout(), rollouts)
                    .filter(found -> matches(found, group, member))
                    .ifPresent(found -> bySlot.put(member.getIndex(), found));
        });
        return bySlot;
    }

    private static boolean matches(Rollout rollout, AdvantageGroup group, Member member) {
        return rollout.getGroupId().equals(group.getGroupId()) && rollout.getIndex() == member.getIndex();
    }

    /** What a topic holds now. */
    private record Held(Topic<?> topic, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        boolean holds(TopicPartition partition, long offset) {
            return offset >= begins.getOrDefault(partition, Long.MAX_VALUE)
                    && offset < ends.getOrDefault(partition, 0L);
        }
    }

    private Held held(Topic<?> topic) {
        return new Held(topic, reader.begins(topic), reader.ends(topic));
    }

    private <V extends SpecificRecord> Optional<V> at(
            Held held, @Nullable RecordRef ref, AvroDeserializer<V> deserializer) {
        if (ref == null) {
            return Optional.empty();
        }
        TopicPartition partition = new TopicPartition(held.topic().name(), ref.getPartition());
        if (!held.holds(partition, ref.getOffset())) {
            return Optional.empty();
        }
        return reader.at(partition, ref.getOffset()).flatMap(record -> TopicReader.decoded(record, deserializer));
    }

    /** Answers by group id; none where this user may not read them. */
    private Map<String, String> answers(List<ExampleChoice.Chosen> chosen) {
        Set<String> wanted = new HashSet<>();
        chosen.forEach(one -> wanted.add(one.group().getGroupId()));
        Map<String, String> answers = new HashMap<>();
        try {
            reader.read(reader.ends(config.topics().answerKeys()), record -> {
                String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                if (wanted.contains(key)) {
                    TopicReader.decoded(record, answerKeys)
                            .map(AnswerKeyEvent::getAnswerKey)
                            .map(AnswerKey::getAnswer)
                            .ifPresent(answer -> answers.putIfAbsent(key, answer));
                }
            });
        } catch (AuthorizationException e) {
            return Map.of();
        }
        return answers;
    }
}
