package dev.rollstream.policy;

import java.util.Arrays;

/**
 * From one step's logits to the probabilities of tokens, in double precision: the model's own (RAW), and those that tokens are drawn
 * from, after temperature and truncation (PROCESSED).
 *
 * <p>With z the logits and t the temperature, p = softmax(z / t). Top-p keeps the likeliest tokens until their sum reaches it, at
 * least one, lower ids first among equals, and divides by the sum of what was kept.
 */
final class TokenDistribution {
    private final double[] raw;
    private final double[] processed;

    private TokenDistribution(double[] raw, double[] processed) {
        this.raw = raw;
        this.processed = processed;
    }

    /** Of {@code logits[from]} to {@code logits[from + size - 1]}. */
    static TokenDistribution of(float[] logits, int from, int size, SamplingOptions options) {
        double[] raw = logSoftmax(logits, from, size, 1);
        if (options.temperature() == 0) {
            double[] point = new double[size];
            Arrays.fill(point, Double.NEGATIVE_INFINITY);
            point[likeliest(raw)] = 0;
            return new TokenDistribution(raw, point);
        }
        double[] tempered = options.temperature() == 1 ? raw : logSoftmax(logits, from, size, options.temperature());
        return new TokenDistribution(raw, options.topP() == 1 ? tempered : truncated(tempered, options.topP()));
    }

    private static double[] logSoftmax(float[] logits, int from, int size, double temperature) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, logits[from + i] / temperature);
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += StrictMath.exp(logits[from + i] / temperature - max);
        }
        double[] logs = new double[size];
        double norm = max + StrictMath.log(sum);
        for (int i = 0; i < size; i++) {
            logs[i] = logits[from + i] / temperature - norm;
        }
        return logs;
    }

    private static int likeliest(double[] logs) {
        int best = 0;
        for (int i = 1; i < logs.length; i++) {
            if (logs[i] > logs[best]) {
                best = i;
            }
        }
        return best;
    }

    private static double[] truncated(double[] logs, double topP) {
        double[] rest = logs.clone();
        double[] kept = new double[logs.length];
        Arrays.fill(kept, Double.NEGATIVE_INFINITY);
        double sum = 0;
        for (int i = 0; i < logs.length && (i == 0 || sum < topP); i++) {
            int next = likeliest(rest);
            kept[next] = logs[next];
            sum += StrictMath.exp(logs[next]);
            rest[next] = Double.NEGATIVE_INFINITY;
        }
        double norm = StrictMath.log(sum);
        for (int i = 0; i < kept.length; i++) {
            kept[i] -= norm;
        }
        return kept;
    }

    /** The token that {@code uniform}, from 0 inclusive to 1 exclusive, falls on when probabilities are laid end to end by id. */
    int draw(double uniform) {
        double sum = 0;
        int last = 0;
        for (int token = 0; token < processed.length; token++) {
            if (processed[token] > Double.NEGATIVE_INFINITY) {
                sum += StrictMath.exp(processed[token]);
                last = token;
                if (uniform < sum) {
                    return token;
                }
            }
        }
        return last;
    }

    double raw(int token) {
        return raw[token];
    }

    double processed(int token) {
        return processed[token];
    }

    /** -sum p log p of the model's own probabilities, in nats. */
    double entropy() {
        double entropy = 0;
        for (double log : raw) {
            entropy -= StrictMath.exp(log) * log;
        }
        return entropy;
    }
}
