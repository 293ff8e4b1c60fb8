package dev.rollstream.local.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.local.topics.ClusterView.TopicView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TopicChecksTest {
    private static final Topics TOPICS = new Topics("t.");
    private static final int PARTITIONS = 6;
    private static final long OFFSETS_MS = Duration.ofDays(7).toMillis();

    @Test
    void topicsAsInTheCatalogueHold() {
        // When
        List<CheckLine> lines = TopicChecks.check(TOPICS, view(topics -> topics, OFFSETS_MS));

        // Then
        assertThat(lines).noneMatch(CheckLine::isViolation).hasSizeGreaterThanOrEqualTo(10);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("topics exist", "missing t.rewards", topics -> without(topics, "t.rewards")),
                damage("one partition count", "t.rollouts=7", topics -> partitions(topics, "t.rollouts", 7)),
                damage("broker time on inputs", "t.tasks", config("t.tasks", "message.timestamp.type", "CreateTime")),
                damage("broker time on inputs", "t.answer-keys", config("t.answer-keys", "message.timestamp.type", "")),
                damage("cleanup policy", "t.progress", config("t.progress", "cleanup.policy", "delete")),
                damage("cleanup policy", "t.rollouts", config("t.rollouts", "cleanup.policy", "compact,delete")),
                damage("kept for ever", "t.policies", config("t.policies", "retention.ms", "1000")),
                damage("retention order", "t.rollouts keeps 100 s", topics -> config("t.tasks", "retention.ms", "50000")
                        .apply(config("t.rollouts", "retention.ms", "100000").apply(topics))),
                damage(
                        "retention order",
                        "t.advantages keeps 6 days",
                        config("t.advantages", "retention.ms", "520000000")),
                damage("byte limits", "t.rollouts", config("t.rollouts", "retention.bytes", "1000")),
                damage("record sizes", "t.rollouts", config("t.rollouts", "max.message.bytes", "1000000")),
                damage(
                        "dead letters hold any record",
                        "t.dead-letters",
                        config("t.tasks", "max.message.bytes", "99000000")),
                damage(
                        "offsets outlive records",
                        "raise offsets.retention.minutes",
                        config("t.tasks", "retention.ms", Long.toString(OFFSETS_MS * 2))));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void eachDamageIsOneViolationThatNamesItAndTheWayOut(
            String check, String told, UnaryOperator<Map<String, TopicView>> damage) {
        // When
        List<CheckLine> lines = TopicChecks.check(TOPICS, view(damage, OFFSETS_MS));

        // Then
        assertThat(lines).filteredOn(CheckLine::isViolation).singleElement().satisfies(line -> {
            assertThat(line.name()).isEqualTo(check);
            assertThat(line.detail()).contains(told);
        });
    }

    @Test
    void aSingleReplicaIsNotedOnly() {
        // When
        List<CheckLine> lines = TopicChecks.check(TOPICS, view(topics -> topics, OFFSETS_MS));

        // Then
        assertThat(lines)
                .filteredOn(line -> line.name().equals("replication"))
                .singleElement()
                .satisfies(line -> assertThat(line.verdict()).isEqualTo(CheckLine.Verdict.NOTE));
    }

    @Test
    void aBrokerThatHidesItsOffsetRetentionIsNotedOnly() {
        // Given
        ClusterView view = new ClusterView(view(topics -> topics, OFFSETS_MS).topics(), Optional.empty());

        // When
        List<CheckLine> lines = TopicChecks.check(TOPICS, view);

        // Then
        assertThat(lines)
                .filteredOn(line -> line.name().equals("offsets outlive records"))
                .singleElement()
                .satisfies(line -> assertThat(line.verdict()).isEqualTo(CheckLine.Verdict.NOTE));
    }

    @Test
    void anEmptyClusterIsOneViolationAndNoFailure() {
        // When
        List<CheckLine> lines = TopicChecks.check(TOPICS, new ClusterView(Map.of(), Optional.of(OFFSETS_MS)));

        // Then
        assertThat(lines).filteredOn(CheckLine::isViolation).singleElement().satisfies(line -> assertThat(line.detail())
                .contains("t.tasks", "topics create"));
    }

    private static Arguments damage(String check, String told, UnaryOperator<Map<String, TopicView>> damage) {
        return Arguments.of(check, told, damage);
    }

    private static ClusterView view(UnaryOperator<Map<String, TopicView>> damage, long offsetsMs) {
        Map<String, TopicView> topics = new HashMap<>();
        for (Topic<?> topic : TOPICS.all()) {
            Map<String, String> config = new HashMap<>(topic.settings().configs());
            config.put("min.insync.replicas", "1");
            int partitions = topic.settings().coPartitioned() ? PARTITIONS : 1;
            topics.put(topic.name(), new TopicView(partitions, 1, 5_000, config));
        }
        return new ClusterView(damage.apply(topics), Optional.of(offsetsMs));
    }

    private static Map<String, TopicView> without(Map<String, TopicView> topics, String name) {
        Map<String, TopicView> fewer = new HashMap<>(topics);
        fewer.remove(name);
        return fewer;
    }

    private static Map<String, TopicView> partitions(Map<String, TopicView> topics, String name, int count) {
        return changed(
                topics,
                name,
                old -> new TopicView(count, old.replication(), old.largestPartitionBytes(), old.config()));
    }

    private static UnaryOperator<Map<String, TopicView>> config(String topic, String name, String value) {
        return topics -> changed(topics, topic, old -> {
            Map<String, String> config = new HashMap<>(old.config());
            config.put(name, value);
            return new TopicView(old.partitions(), old.replication(), old.largestPartitionBytes(), config);
        });
    }

    private static Map<String, TopicView> changed(
            Map<String, TopicView> topics, String name, UnaryOperator<TopicView> change) {
        Map<String, TopicView> changed = new HashMap<>(topics);
        changed.computeIfPresent(name, (key, old) -> change.apply(old));
        return changed;
    }
}
