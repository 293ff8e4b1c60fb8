package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the topics of the stream hold, counted without any of the code that the page counts with.
 *
 * @param counts by the names that the page gives its figures
 * @param rewards by purpose and task: how many groups, and their mean
 * @param group place of a terminal record
 * @param answer of that group
 */
record UiTruth(Map<String, Long> counts, Map<String, double[]> rewards, String group, String answer) {
    /** What a snapshot says otherwise. */
    List<String> difference(JsonNode seen, long rollouts) {
        Map<String, Long> shown = new HashMap<>();
        Map<String, double[]> means = new HashMap<>();
        for (String what : List.of("ended", "reasons")) {
            seen.path(what).properties().forEach(purpose -> purpose.getValue()
                    .properties()
                    .forEach(kind -> shown.put(
                            what + "." + purpose.getKey() + "." + kind.getKey(),
                            kind.getValue().longValue())));
        }
        seen.path("dead_letters")
                .forEach(dead -> shown.put(
                        dead(dead.path("topic").asText(), dead.path("reason").asText()),
                        dead.path("count").longValue()));
        List<String> different = new ArrayList<>();
        if (!shown.equals(counts)) {
            different.add(shown + " and not " + counts);
        }
        seen.path("tasks")
                .forEach(task -> means.put(
                        task.path("purpose").textValue() + "."
                                + task.path("task").textValue(),
                        new double[] {
                            task.path("groups").doubleValue(),
                            task.path("reward").doubleValue()
                        }));
        rewards.forEach((task, mean) -> {
            double[] own = means.getOrDefault(task, new double[2]);
            if (own[0] != mean[0] || Math.abs(own[1] - mean[1]) > 1e-9) {
                different.add(task + ": " + own[0] + ", " + own[1] + " and not " + mean[0] + ", " + mean[1]);
            }
        });
        if (seen.path("open").path("groups").longValue() != 0) {
            different.add("open: " + seen.path("open"));
        }
        if (UiPage.stage(seen, "worker", "count") != rollouts || UiPage.stage(seen, "scorer", "count") != rollouts) {
            different.add("stages: " + seen.path("stages"));
        }
        return different;
    }

    /** Reads them. */
    static UiTruth of(StageConfig config) throws Exception {
        Map<String, Long> counts = new HashMap<>();
        Map<String, double[]> sums = new HashMap<>();
        Map<String, String> answers = new HashMap<>();
        List<String> places = new ArrayList<>();
        try (TopicReader reader = new TopicReader(config, "truth");
                RegistryClient registry = RegistryClients.create(config.registry())) {
            AvroDeserializer<AdvantageGroup> groups = new AvroDeserializer<>(AdvantageGroup.class, registry);
            AvroDeserializer<AnswerKeyEvent> keys = new AvroDeserializer<>(AnswerKeyEvent.class, registry);
            reader.read(reader.ends(config.topics().answerKeys()), record -> {
                AnswerKeyEvent key = keys.deserialize(record.topic(), record.headers(), record.value());
                answers.put(key.getGroupId(), key.getAnswerKey().getAnswer());
            });
            reader.read(reader.ends(config.topics().advantages()), record -> {
                AdvantageGroup group = groups.deserialize(record.topic(), record.headers(), record.value());
                counts.merge("ended." + group.getPurpose() + "." + group.getOutcome(), 1L, Long::sum);
                if (group.getReason() != GroupReason.NONE) {
                    counts.merge("reasons." + group.getPurpose() + "." + group.getReason(), 1L, Long::sum);
                }
                double[] sum =
                        sums.computeIfAbsent(group.getPurpose() + "." + group.getTaskType(), any -> new double[3]);
                sum[0]++;
                group.getMembers().stream()
                        .filter(member -> member.getReward() != null)
                        .forEach(member -> {
                            sum[1] += member.getReward();
                            sum[2]++;
                        });
                if (group.getPurpose() == Purpose.TRAIN) {
                    places.add(record.partition() + "-" + record.offset() + " " + group.getGroupId());
                }
            });
            reader.read(
                    reader.ends(config.topics().deadLetters()),
                    record -> counts.merge(dead(header(record, "topic"), header(record, "reason")), 1L, Long::sum));
        }
        Map<String, double[]> rewards = new HashMap<>();
        sums.forEach((task, sum) -> rewards.put(task, new double[] {sum[0], sum[1] / sum[2]}));
        String[] first = places.get(0).split(" ", 2);
        return new UiTruth(counts, rewards, first[0], answers.get(first[1]));
    }

    private static String dead(String topic, String reason) {
        return "dead." + topic.substring(topic.lastIndexOf('.') + 1) + "." + reason;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                record.headers().lastHeader("rollstream.dead-letter." + name).value(), StandardCharsets.UTF_8);
    }
}
