package dev.rollstream.learner.training;

import dev.rollstream.policy.StepReport;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What learning from one batch did.
 *
 * @param step number of the batch
 * @param learningRate that it had
 * @param flatGroups groups in which no member was better than another
 * @param updates of the optimiser, in order; none if there was nothing to learn from
 * @param drift of the learning policy from the ones that sampled
 */
public record BatchReport(
        long step, double learningRate, int flatGroups, List<StepReport> updates, RolloutDrift drift) {
    /** Copies the updates. */
    public BatchReport {
        updates = List.copyOf(updates);
    }

    /** Tokens learned from. */
    public long tokens() {
        return updates.stream().mapToLong(StepReport::tokens).sum();
    }

    /** Updates that changed nothing because their gradient was not finite. */
    public long skippedUpdates() {
        return updates.stream().filter(update -> !update.applied()).count();
    }

    /** Mean of one figure over all tokens of the batch; 0 without any. */
    public double mean(ToDoubleFunction<StepReport> figure) {
        double sum = 0;
        for (StepReport update : updates) {
            sum += figure.applyAsDouble(update) * update.tokens();
        }
        return sum / Math.max(1, tokens());
    }

    /** Every figure by name, in a fixed order; for logs, metrics and announcements. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", mean(StepReport::loss));
        metrics.put("gradient_norm", mean(StepReport::gradientNorm));
        metrics.put("entropy", mean(StepReport::entropy));
        metrics.put("reference_kl", mean(StepReport::referenceKl));
        metrics.put("rollout_kl", drift.kl());
        metrics.put("max_ratio", drift.maxRatio());
        metrics.put(
                "update_ratio",
                updates.stream().mapToDouble(StepReport::maxRatio).max().orElse(1));
        metrics.put("clipped_share", mean(StepReport::clippedShare));
        metrics.put("mean_weight", drift.meanWeight());
        metrics.put("capped_share", drift.cappedShare());
        metrics.put("learning_rate", learningRate);
        metrics.put("flat_groups", (double) flatGroups);
        metrics.put("tokens", (double) tokens());
        metrics.put("skipped_updates", (double) skippedUpdates());
        return Collections.unmodifiableMap(metrics);
    }
}
