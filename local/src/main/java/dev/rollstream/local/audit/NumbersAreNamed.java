package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import org.jspecify.annotations.Nullable;

/** Rule 6: everything that decides a number is named and versioned in the record. */
final class NumbersAreNamed implements Guarantee {
    private final Finding.Builder finding = new Finding.Builder(name());

    @Override
    public String name() {
        return "numbers-name-what-decided-them";
    }

    @Override
    public void onTask(Logged<Task> task) {
        finding.require(
                isComplete(task.value().getSampling()),
                "task of group " + task.key() + " leaves sampling parameters to the server");
    }

    @Override
    public void onRollout(Logged<Rollout> rollout) {
        Rollout value = rollout.value();
        if (value.getText() != null) {
            finding.require(
                    isComplete(value.getSampling())
                            && value.getPolicyId() != null
                            && value.getPolicyVersionMin() != null,
                    "rollout " + rollout.coordinates() + " of group " + rollout.key()
                            + " does not say how, or by which policy version, it was sampled");
        }
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        AdvantageGroup value = group.value();
        boolean hasAdvantages = value.getPurpose() == Purpose.TRAIN
                && (value.getOutcome() == GroupOutcome.COMPLETE || value.getOutcome() == GroupOutcome.PARTIAL);
        finding.require(
                value.getVerifier() != null && value.getVerifier().contains("/"),
                "group " + group.key() + " does not name its verifier with a version");
        if (hasAdvantages) {
            EstimatorSettings estimator = value.getEstimator();
            finding.require(
                    estimator != null && estimator.getVersion() != null && estimator.getSingleton() != null,
                    "group " + group.key() + " does not name its estimator with version and singleton rule");
        }
    }

    private static boolean isComplete(@Nullable SamplingParameters sampling) {
        return sampling != null
                && sampling.getTemperature() != null
                && sampling.getTopP() != null
                && sampling.getTopK() != null
                && sampling.getMinP() != null
                && sampling.getMaxTokens() != null;
    }

    @Override
    public Finding verify(Window window) {
        return finding.build();
    }
}
