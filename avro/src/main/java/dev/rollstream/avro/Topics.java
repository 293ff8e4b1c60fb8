package dev.rollstream.avro;

import dev.rollstream.avro.TopicSettings.Cleanup;
import dev.rollstream.avro.TopicSettings.Timestamps;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The stream's topics under one prefix; runs and tenants that share a cluster differ by it.
 *
 * <p>Retention: a task outlives its rollouts, a rollout its reward and its group's terminal record, so that a reader that can
 * still see a reference can fetch what it points at. All of it stays below Kafka's default offset retention of seven days: a
 * stage that was away either finds its committed offsets or nothing to read.
 */
public final class Topics {
    /** Prefix used where none is given. */
    public static final String DEFAULT_PREFIX = "rollstream.";

    private static final int MIB = 1024 * 1024;
    private static final Duration WINDOW = Duration.ofDays(5);
    private static final Duration TASK_WINDOW = Duration.ofDays(6);
    private static final Duration LEDGER_WINDOW = Duration.ofDays(30);

    private final String prefix;
    private final Topic<Task> tasks;
    private final Topic<AnswerKeyEvent> answerKeys;
    private final Topic<Rollout> rollouts;
    private final Topic<RewardEvent> rewards;
    private final Topic<AdvantageGroup> advantages;
    private final Topic<PolicyVersion> policies;
    private final Topic<Progress> progress;
    private final Topic<Receipt> receipts;
    private final Topic<byte[]> deadLetters;

    /**
     * The catalogue under a prefix.
     *
     * @throws IllegalArgumentException if a topic name with that prefix would be illegal on Kafka
     */
    public Topics(String prefix) {
        if (!prefix.matches("[A-Za-z0-9._-]{0,200}")) {
            throw new IllegalArgumentException("topic prefix '" + prefix
                    + "' is not legal on Kafka: letters, digits, '.', '_' and '-' only, at most 200 of them");
        }
        this.prefix = prefix;
        tasks = topic("tasks", Task.class, joined(Timestamps.LOG_APPEND_TIME, TASK_WINDOW, 16 * MIB));
        answerKeys = topic("answer-keys", AnswerKeyEvent.class, joined(Timestamps.LOG_APPEND_TIME, WINDOW, MIB));
        rollouts = topic("rollouts", Rollout.class, joined(Timestamps.LOG_APPEND_TIME, WINDOW, 8 * MIB));
        rewards = topic("rewards", RewardEvent.class, joined(Timestamps.CREATE_TIME, WINDOW, MIB));
        advantages = topic("advantages", AdvantageGroup.class, joined(Timestamps.CREATE_TIME, WINDOW, 4 * MIB));
        policies = topic("policies", PolicyVersion.class, single(Cleanup.DELETE, Optional.empty(), MIB));
        progress = topic("progress", Progress.class, single(Cleanup.COMPACT, Optional.empty(), MIB));
        receipts = topic("receipts", Receipt.class, single(Cleanup.DELETE, Optional.of(LEDGER_WINDOW), MIB));
        deadLetters = topic("dead-letters", byte[].class, single(Cleanup.DELETE, Optional.of(LEDGER_WINDOW), 20 * MIB));
    }

    private <V> Topic<V> topic(String shortName, Class<V> valueType, TopicSettings settings) {
        return new Topic<>(prefix + shortName, valueType, settings);
    }

    private static TopicSettings joined(Timestamps timestamps, Duration retention, int maxMessageBytes) {
        return new TopicSettings(true, timestamps, Cleanup.DELETE, Optional.of(retention), maxMessageBytes);
    }

    private static TopicSettings single(Cleanup cleanup, Optional<Duration> retention, int maxMessageBytes) {
        return new TopicSettings(false, Timestamps.CREATE_TIME, cleanup, retention, maxMessageBytes);
    }

    /** What every topic, subject, application id, group id and transactional id begins with. */
    public String prefix() {
        return prefix;
    }

    /** Prompts and pictures, by group id. */
    public Topic<Task> tasks() {
        return tasks;
    }

    /** Answers and cancellations, by group id. Not readable by workers. */
    public Topic<AnswerKeyEvent> answerKeys() {
        return answerKeys;
    }

    /** Completions, by group id. */
    public Topic<Rollout> rollouts() {
        return rollouts;
    }

    /** Each group's life as the scorer decided it, by group id. */
    public Topic<RewardEvent> rewards() {
        return rewards;
    }

    /** Terminal records, by group id. */
    public Topic<AdvantageGroup> advantages() {
        return advantages;
    }

    /** Versions of policies, by policy id. */
    public Topic<PolicyVersion> policies() {
        return policies;
    }

    /** Where each learner stands, by learner. */
    public Topic<Progress> progress() {
        return progress;
    }

    /** What learners did with each group, by group id. */
    public Topic<Receipt> receipts() {
        return receipts;
    }

    /** What could not be used: raw bytes with coordinates and reason in headers. */
    public Topic<byte[]> deadLetters() {
        return deadLetters;
    }

    /** Every topic, in the order of the data flow. */
    public List<Topic<?>> all() {
        return List.of(tasks, answerKeys, rollouts, rewards, advantages, policies, progress, receipts, deadLetters);
    }
}
