package dev.rollstream.aggregator;

import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import java.util.List;

/**
 * The aggregator's metrics. It is the stage that sees groups as wholes, and whether they train or evaluate: what depends on either is
 * counted here.
 */
final class AggregatorCatalogue {
    static final Metric OPEN = Metric.gauge(
            "rollstream_aggregator_groups_open", "groups", "Groups between OPEN and CLOSE in this process.");
    static final Metric ENDED = Metric.counter(
                    "rollstream_aggregator_groups_ended_total",
                    "groups",
                    "Groups by how they ended and why: each answer key's group is counted once.")
            .by("task", "purpose", "outcome", "reason");
    static final Metric SOLVED = Metric.counter(
                    "rollstream_aggregator_groups_solved_total",
                    "groups",
                    "Groups by how many of their scored members are right: ALL, SOME or NONE; whether a filter drops them or not.")
            .by("task", "purpose", "solved");
    static final Metric FLAT = Metric.counter(
                    "rollstream_aggregator_groups_flat_total",
                    "groups",
                    "Groups whose scored members all have the same reward: there is nothing to learn from them.")
            .by("task", "purpose");
    static final Metric MEMBERS = Metric.counter(
                    "rollstream_aggregator_members_scored_total",
                    "members",
                    "Members with a reward, of groups that ended.")
            .by("task", "purpose");
    static final Metric RIGHT = Metric.counter(
                    "rollstream_aggregator_members_right_total",
                    "members",
                    "Members whose answer is right, of groups that ended; over members_scored it is the accuracy.")
            .by("task", "purpose");
    static final Metric POINTS = Metric.counter(
                    "rollstream_aggregator_reward_points_total",
                    "",
                    "Sum of rewards, what they add and what they take away apart; (plus - minus) / members_scored is the mean.")
            .by("task", "purpose", "sign");
    static final Metric DURATION = Metric.histogram(
                    "rollstream_aggregator_group_seconds",
                    "seconds",
                    List.of(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0),
                    "Time of a group from its answer key to its end, by the log's own times.")
            .by("outcome");
    static final Metric DUPLICATES = Metric.counter(
                    "rollstream_aggregator_duplicates_total", "events", "Events of what was known already.")
            .by("event");
    static final Metric DEAD_LETTERS = Metric.counter(
                    "rollstream_aggregator_dead_letters_total", "records", "Reward events that could not be used.")
            .by("reason");

    /** All of them. */
    static final MetricCatalogue ALL = new MetricCatalogue(
            "aggregator",
            "Counters run ahead of the transaction: what an aborted one did is counted again when it is done again.",
            List.of(OPEN, ENDED, SOLVED, FLAT, MEMBERS, RIGHT, POINTS, DURATION, DUPLICATES, DEAD_LETTERS));

    private AggregatorCatalogue() {}
}
