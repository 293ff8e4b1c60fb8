package dev.rollstream.learner;

import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of a training learner, beside those of its reader. */
final class TrainingCatalogue {
    private static final String LEARNER = "learner";
    private static final List<Double> STEP_SECONDS =
            List.of(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0);

    static final Metric STEP = Metric.histogram(
                    "rollstream_learner_step_seconds",
                    "seconds",
                    STEP_SECONDS,
                    "Time of an update with its checkpoint.")
            .by(LEARNER);
    static final Metric GATHER = Metric.histogram(
                    "rollstream_learner_gather_seconds",
                    "seconds",
                    STEP_SECONDS,
                    "Time from the end of a step until the groups of the next one are there: the learner waits for the stream.")
            .by(LEARNER);
    static final Metric STEPS = Metric.gauge(
                    "rollstream_learner_steps", "steps", "Batches learned from, over all restarts.")
            .by(LEARNER);
    static final Metric VERSION = Metric.gauge(
                    "rollstream_learner_policy_version", "version", "Newest version of the policy that it published.")
            .by(LEARNER);
    static final Metric RECEIPTS = Metric.counter(
                    "rollstream_learner_receipts_total",
                    "groups",
                    "Groups that a step used or refused, by receipt outcome.")
            .by(LEARNER, "outcome");
    static final Metric LAG = Metric.histogram(
                    "rollstream_learner_version_lag",
                    "versions",
                    List.of(0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0, 64.0),
                    "How many versions the oldest token of a group was behind at its step; the first bucket is on-policy.")
            .by(LEARNER);

    /** Gauges of the last step, by the name that the figure has on topic policies. */
    static final Map<String, Metric> FIGURES = figures();

    /** All of them. */
    static final MetricCatalogue ALL = new MetricCatalogue(
            "learner",
            "Of a learner that trains. Figures of the last step go by the names that they have on topic policies.",
            all());

    private TrainingCatalogue() {}

    private static Map<String, Metric> figures() {
        Map<String, Metric> figures = new LinkedHashMap<>();
        figure(
                figures,
                "rollout_kl",
                "nats",
                "Log-prob gap: mean over tokens of log p at the worker less log p at the learner, in the last step.");
        figure(
                figures,
                "max_ratio",
                "",
                "Greatest p at the learner over p at the worker of any token of the last step.");
        figure(
                figures,
                "update_ratio",
                "",
                "Greatest p at an update over p that its ratios are taken against, of any token of the last step.");
        figure(figures, "clipped_share", "", "Share of the last step's tokens whose ratio was clipped.");
        figure(figures, "mean_weight", "", "Mean importance weight in the last step; 1 where there are none.");
        figure(figures, "capped_share", "", "Share of the last step's tokens whose importance weight was capped.");
        figure(
                figures,
                "reference_kl",
                "nats",
                "Divergence from the policy that training started from, in the last step.");
        figure(figures, "entropy", "nats", "Mean entropy of the policy over the last step's tokens.");
        figure(figures, "loss", "", "Loss of the last step.");
        figure(figures, "gradient_norm", "", "Norm of the last step's gradient before it was clipped.");
        figure(figures, "learning_rate", "", "Learning rate of the last step.");
        figure(figures, "reward", "", "Mean reward of the last step's groups.");
        figure(figures, "flat_groups", "groups", "Groups of the last step in which no member was better than another.");
        figure(figures, "tokens", "tokens", "Tokens that the last step learned from.");
        figure(
                figures,
                "skipped_updates",
                "updates",
                "Updates of the last step that were left out: gradient not finite.");
        return Collections.unmodifiableMap(figures);
    }

    private static void figure(Map<String, Metric> figures, String name, String unit, String help) {
        figures.put(name, Metric.gauge("rollstream_learner_" + name, unit, help).by(LEARNER));
    }

    private static List<Metric> all() {
        List<Metric> all = new ArrayList<>(List.of(STEP, GATHER, STEPS, VERSION, RECEIPTS, LAG));
        all.addAll(FIGURES.values());
        return all;
    }
}
