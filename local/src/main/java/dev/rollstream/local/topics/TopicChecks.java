package dev.rollstream.local.topics;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.TopicSettings.Timestamps;
import dev.rollstream.avro.Topics;
import dev.rollstream.local.topics.ClusterView.TopicView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Whether topics keep what the stream's guarantees rest on. Pure: a view of a cluster in, one line a check out.
 *
 * <p>What rests on what: one partition count lets a scorer task see a group's key and its rollouts; broker time on the inputs
 * keeps clients from moving deadlines; a task must outlive its rollouts and a rollout its reward, or references point at
 * nothing; a dead letter must hold the largest record that can die; and offsets must outlive records, or a stage that slept
 * starts anew over records that it has seen.
 */
public final class TopicChecks {
    private static final long NO_LIMIT = -1;
    private static final double NEARLY_FULL = 0.9;
    private static final int HEADER_BYTES = 64 * 1024;

    private final Topics topics;
    private final ClusterView view;
    private final List<CheckLine> lines = new ArrayList<>();

    private TopicChecks(Topics topics, ClusterView view) {
        this.topics = topics;
        this.view = view;
    }

    /**
     * Runs every check.
     *
     * @param topics what should be there
     * @param view what is there
     * @return one line a check; topics that are missing are reported once and left out of the rest
     */
    public static List<CheckLine> check(Topics topics, ClusterView view) {
        TopicChecks checks = new TopicChecks(topics, view);
        checks.existence();
        checks.partitions();
        checks.timestamps();
        checks.cleanup();
        checks.retentionOrder();
        checks.byteLimits();
        checks.messageSizes();
        checks.deadLetterSize();
        checks.offsetRetention();
        checks.replication();
        return List.copyOf(checks.lines);
    }

    private List<Topic<?>> present() {
        return topics.all().stream()
                .filter(topic -> view.topics().containsKey(topic.name()))
                .toList();
    }

    private TopicView viewOf(Topic<?> topic) {
        TopicView found = view.topics().get(topic.name());
        if (found == null) {
            throw new IllegalStateException("topic " + topic.name() + " is not in the view");
        }
        return found;
    }

    private void existence() {
        List<String> missing = topics.all().stream()
                .map(Topic::name)
                .filter(name -> !view.topics().containsKey(name))
                .toList();
        if (missing.isEmpty()) {
            ok("topics exist", "all " + topics.all().size());
        } else {
            violation(
                    "topics exist",
                    "missing " + String.join(", ", missing),
                    "'rollstream topics create' makes them, --prefix names another stream");
        }
    }

    private void partitions() {
        Map<String, Integer> counts = present().stream()
                .filter(topic -> topic.settings().coPartitioned())
                .collect(Collectors.toMap(Topic::name, topic -> viewOf(topic).partitions(), (a, b) -> a, TreeMap::new));
        if (new TreeSet<>(counts.values()).size() <= 1) {
            ok("one partition count", counts.values().stream().findFirst().orElse(0) + " partitions each");
        } else {
            violation(
                    "one partition count",
                    "topics that are joined by group id differ: " + counts,
                    "recreate the stream under another --prefix; adding partitions to a live topic moves its keys");
        }
    }

    private void timestamps() {
        each("broker time on inputs", topic -> topic.settings().timestamps() == Timestamps.LOG_APPEND_TIME, topic -> {
            String found = viewOf(topic).setting(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
            String wanted = topic.settings().timestamps().kafkaName();
            return found.equals(wanted)
                    ? ""
                    : topic.name() + " has " + TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG + "=" + found + ", wanted "
                            + wanted;
        });
    }

    private void cleanup() {
        each("cleanup policy", topic -> true, topic -> {
            String found = viewOf(topic).setting(TopicConfig.CLEANUP_POLICY_CONFIG);
            String wanted = topic.settings().cleanup().kafkaName();
            return found.equals(wanted)
                    ? ""
                    : topic.name() + " has " + TopicConfig.CLEANUP_POLICY_CONFIG + "=" + found + ", wanted " + wanted;
        });
        each("kept for ever", topic -> topic.settings().retention().isEmpty() && !isCompacted(topic), topic -> {
            long found = viewOf(topic).number(TopicConfig.RETENTION_MS_CONFIG);
            return found == NO_LIMIT
                    ? ""
                    : topic.name() + " has " + TopicConfig.RETENTION_MS_CONFIG + "=" + found + ", wanted -1";
        });
    }

    private static boolean isCompacted(Topic<?> topic) {
        return topic.settings().cleanup().kafkaName().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private void retentionOrder() {
        List<String> problems = new ArrayList<>();
        outlives(topics.tasks(), topics.rollouts(), problems);
        outlives(topics.rollouts(), topics.rewards(), problems);
        outlives(topics.rollouts(), topics.advantages(), problems);
        settle(
                "retention order",
                "tasks >= rollouts >= rewards, advantages",
                problems,
                "set retention.ms in that order");
    }

    private void outlives(Topic<?> longer, Topic<?> shorter, List<String> problems) {
        if (view.topics().containsKey(longer.name()) && view.topics().containsKey(shorter.name())) {
            long longerMs = viewOf(longer).number(TopicConfig.RETENTION_MS_CONFIG);
            long shorterMs = viewOf(shorter).number(TopicConfig.RETENTION_MS_CONFIG);
            if (longerMs != NO_LIMIT && (shorterMs == NO_LIMIT || shorterMs > longerMs)) {
                problems.add(shorter.name() + " keeps " + days(shorterMs) + ", longer than what it points at, "
                        + longer.name() + " with " + days(longerMs));
            }
        }
    }

    private void byteLimits() {
        each("byte limits", topic -> true, topic -> {
            long limit = viewOf(topic).number(TopicConfig.RETENTION_BYTES_CONFIG);
            long used = viewOf(topic).largestPartitionBytes();
            return limit == NO_LIMIT || used < limit * NEARLY_FULL
                    ? ""
                    : topic.name() + " has " + TopicConfig.RETENTION_BYTES_CONFIG + "=" + limit
                            + ", and a partition holds " + used
                            + " bytes already, so records go by size before their time";
        });
    }

    private void messageSizes() {
        each("record sizes", topic -> true, topic -> {
            long found = viewOf(topic).number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            int wanted = topic.settings().maxMessageBytes();
            return found >= wanted
                    ? ""
                    : topic.name() + " has " + TopicConfig.MAX_MESSAGE_BYTES_CONFIG + "=" + found + ", wanted "
                            + wanted;
        });
    }

    private void deadLetterSize() {
        if (!view.topics().containsKey(topics.deadLetters().name())) {
            return;
        }
        long room = viewOf(topics.deadLetters()).number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        long largest = present().stream()
                .filter(topic -> !topic.name().equals(topics.deadLetters().name()))
                .mapToLong(topic -> viewOf(topic).number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                .max()
                .orElse(0);
        if (room >= largest + HEADER_BYTES) {
            ok("dead letters hold any record", room + " bytes");
        } else {
            violation(
                    "dead letters hold any record",
                    topics.deadLetters().name() + " takes " + room + " bytes, the largest record has " + largest
                            + " and its headers come on top",
                    "raise max.message.bytes of " + topics.deadLetters().name());
        }
    }

    private void offsetRetention() {
        long longest = present().stream()
                .filter(topic -> topic.settings().coPartitioned())
                .mapToLong(topic -> viewOf(topic).number(TopicConfig.RETENTION_MS_CONFIG))
                .map(ms -> ms == NO_LIMIT ? Long.MAX_VALUE : ms)
                .max()
                .orElse(0);
        if (view.offsetRetentionMs().isEmpty()) {
            note(
                    "offsets outlive records",
                    "the broker does not say how long it keeps offsets (offsets.retention.minutes)");
        } else if (view.offsetRetentionMs().get() > longest) {
            ok("offsets outlive records", days(view.offsetRetentionMs().get()) + " against " + days(longest));
        } else {
            violation(
                    "offsets outlive records",
                    "offsets of a stopped stage go after "
                            + days(view.offsetRetentionMs().get()) + ", records stay " + days(longest),
                    "raise offsets.retention.minutes of the brokers, or lower retention.ms of the topics");
        }
    }

    private void replication() {
        present().stream()
                .min(Comparator.comparingInt(topic -> viewOf(topic).replication()))
                .ifPresent(weakest -> {
                    int replicas = viewOf(weakest).replication();
                    long inSync = present().stream()
                            .mapToLong(topic -> viewOf(topic).number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG))
                            .min()
                            .orElse(1);
                    if (replicas >= 3 && inSync >= 2) {
                        ok("replication", replicas + " replicas, " + inSync + " in sync");
                    } else {
                        note(
                                "replication",
                                weakest.name() + " has " + replicas + " replicas, " + inSync
                                        + " in sync: exactly once holds while no disk is lost; use 3 and 2 for keeps");
                    }
                });
    }

    private interface Problem {
        /** What is wrong with the topic; empty text if nothing is. */
        String of(Topic<?> topic);
    }

    private void each(String name, Predicate<Topic<?>> applies, Problem problem) {
        List<Topic<?>> looked = present().stream().filter(applies).toList();
        List<String> problems =
                looked.stream().map(problem::of).filter(text -> !text.isEmpty()).toList();
        settle(name, looked.size() + " topics", problems, "alter it with kafka-configs, or recreate the topic");
    }

    private void settle(String name, String fine, List<String> problems, String wayOut) {
        if (problems.isEmpty()) {
            ok(name, fine);
        } else {
            violation(name, String.join("; ", problems), wayOut);
        }
    }

    private void ok(String name, String detail) {
        lines.add(CheckLine.ok(name, detail));
    }

    private void note(String name, String detail) {
        lines.add(CheckLine.note(name, detail));
    }

    private void violation(String name, String detail, String wayOut) {
        lines.add(CheckLine.violation(name, detail, wayOut));
    }

    private static String days(long ms) {
        if (ms == NO_LIMIT || ms == Long.MAX_VALUE) {
            return "for ever";
        }
        Duration time = Duration.ofMillis(ms);
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        }
        return time.toHours() > 1 ? time.toHours() + " h" : time.toSeconds() + " s";
    }
}
