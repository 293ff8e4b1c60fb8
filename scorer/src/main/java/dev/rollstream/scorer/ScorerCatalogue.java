package dev.rollstream.scorer;

import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import java.util.List;

/**
 * The scorer's metrics. It is the stage that sees texts and the parts of their rewards, so what betrays a policy that games the reward
 * by its form or its length is counted here.
 */
final class ScorerCatalogue {
    static final Metric OPEN =
            Metric.gauge("rollstream_scorer_groups_open", "groups", "Groups between their answer key and their end.");
    static final Metric OPENED =
            Metric.counter("rollstream_scorer_groups_opened_total", "groups", "Groups whose answer key came.");
    static final Metric CLOSED = Metric.counter(
                    "rollstream_scorer_groups_closed_total", "groups", "Groups that ended, by what ended them.")
            .by("by");
    static final Metric PARKED_BYTES = Metric.gauge(
            "rollstream_scorer_parked_bytes", "bytes", "Bytes of the rollouts that wait for their answer key.");
    static final Metric PARKED_NOW = Metric.gauge(
            "rollstream_scorer_parked_rollouts", "rollouts", "Rollouts that wait for their answer key now.");
    static final Metric PARKED = Metric.counter(
            "rollstream_scorer_rollouts_parked_total", "rollouts", "Rollouts that came before their answer key.");
    static final Metric DUPLICATES = Metric.counter(
            "rollstream_scorer_rollouts_duplicate_total",
            "rollouts",
            "Rollouts for a slot that is taken by the same content: redeliveries.");
    static final Metric REPEATED_KEYS = Metric.counter(
            "rollstream_scorer_answer_keys_repeated_total", "keys", "Answer keys that came again, the same as before.");
    static final Metric DEAD_LETTERS = Metric.counter(
                    "rollstream_scorer_dead_letters_total",
                    "records",
                    "Rollouts and answer keys that could not be used; LATE are those for a slot of a group that has ended.")
            .by("reason");
    static final Metric VERIFY = Metric.histogram(
                    "rollstream_scorer_verify_seconds",
                    "seconds",
                    List.of(0.000_001, 0.000_01, 0.000_1, 0.001, 0.01, 0.1, 1.0, 10.0),
                    "Time that a verifier took for one completion.")
            .by("verifier");
    static final Metric REWARDS = Metric.counter(
                    "rollstream_scorer_rewards_total", "members", "Members, by what came of scoring them.")
            .by("task", "outcome");
    static final Metric COMPLETIONS = Metric.counter(
                    "rollstream_scorer_completions_total",
                    "members",
                    "Members, by why their generation ended; LENGTH are the truncated ones.")
            .by("task", "finish");
    static final Metric TOKENS = Metric.histogram(
                    "rollstream_scorer_completion_tokens",
                    "tokens",
                    List.of(
                            4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0, 16384.0,
                            32768.0),
                    "Length of completions whose engine reports it.")
            .by("task");
    static final Metric WELL_FORMED = Metric.counter(
                    "rollstream_scorer_well_formed_total", "members", "Members whose format is right.")
            .by("task");
    static final Metric FORM_ALONE = Metric.counter(
                    "rollstream_scorer_form_alone_total",
                    "members",
                    "Members whose format is right and whose answer is wrong: format without accuracy.")
            .by("task");
    static final Metric DISTINCT = Metric.histogram(
                    "rollstream_scorer_group_distinct_answers",
                    "answers",
                    List.of(1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0, 64.0),
                    "How many different answers the scored members of a group gave; giving none counts as one more answer.")
            .by("task");

    /** All of them. */
    static final MetricCatalogue ALL = new MetricCatalogue(
            "scorer",
            "Counters count work done: what an aborted transaction did is counted again when it is done again.",
            List.of(
                    OPEN,
                    OPENED,
                    CLOSED,
                    PARKED_NOW,
                    PARKED_BYTES,
                    PARKED,
                    DUPLICATES,
                    REPEATED_KEYS,
                    DEAD_LETTERS,
                    VERIFY,
                    REWARDS,
                    WELL_FORMED,
                    FORM_ALONE,
                    COMPLETIONS,
                    TOKENS,
                    DISTINCT));

    private ScorerCatalogue() {}
}
