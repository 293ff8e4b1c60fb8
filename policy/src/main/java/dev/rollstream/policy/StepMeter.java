package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;

/** Adds up what a step of learning reports, chunk by chunk. */
final class StepMeter {
    private final LossSettings settings;
    private long tokens;
    private double entropy;
    private double policyKl;
    private double referenceKl;
    private double maxRatio;
    private long clipped;

    StepMeter(LossSettings settings) {
        this.settings = settings;
    }

    void add(Rows rows, TensorLoss.Inputs inputs, NDArray logs, NDArray penalty) {
        NDArray known = logs.stopGradient();
        entropy -= known.exp()
                .mul(known)
                .sum(new int[] {2})
                .mul(inputs.mask())
                .sum()
                .getFloat();
        referenceKl += penalty.stopGradient().sum().getFloat();
        float[] now = inputs.logProbs().toFloatArray();
        float[] old = inputs.oldLogProbs().toFloatArray();
        for (int row = 0; row < rows.sequences().size(); row++) {
            int length = rows.sequences().get(row).length;
            add(at(now, row * rows.steps(), length), at(old, row * rows.steps(), length));
        }
    }

    private static double[] at(float[] values, int from, int length) {
        double[] part = new double[length];
        for (int i = 0; i < length; i++) {
            part[i] = values[from + i];
        }
        return part;
    }

    private void add(double[] now, double[] old) {
        double[] differences = PolicyLoss.differences(settings, now, old);
        tokens += now.length;
        for (int i = 0; i < now.length; i++) {
            double ratio = PolicyLoss.ratio(differences[i]);
            policyKl += old[i] - now[i];
            maxRatio = Math.max(maxRatio, ratio);
            clipped += PolicyLoss.clippedRatio(settings, differences[i]) == ratio ? 0 : 1;
        }
    }

    StepReport report(GradientStep.Result result) {
        double count = Math.max(1, tokens);
        return new StepReport(
                result.loss(),
                result.norm(),
                tokens,
                entropy / count,
                policyKl / count,
                referenceKl / count,
                maxRatio,
                clipped / count);
    }
}
