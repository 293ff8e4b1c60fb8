package dev.rollstream.local.demo;

import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a policy answered in a run: from where the box is opened, or all of it where none is. */
final class Answers {
    private static final String BOX = "\\boxed";

    private Answers() {}

    /** Answers by the task's number, read from the stream. */
    static SortedMap<Long, String> of(StageConfig config, RegistryClient registry, String runId) {
        SortedMap<Long, String> answers = new TreeMap<>();
        AvroDeserializer<Rollout> decoder = new AvroDeserializer<>(Rollout.class, registry);
        try (TopicReader reader = new TopicReader(config, "demo-answers")) {
            reader.read(reader.ends(config.topics().rollouts()), record -> {
                GroupId group = GroupId.parse(new String(record.key(), StandardCharsets.UTF_8));
                if (group.runId().equals(runId)) {
                    Rollout rollout = decoder.deserialize(record.topic(), record.headers(), record.value());
                    String text = rollout == null || rollout.getText() == null ? "" : rollout.getText();
                    answers.put(group.sequence(), text.substring(Math.max(0, text.indexOf(BOX))));
                }
            });
        }
        return answers;
    }
}
