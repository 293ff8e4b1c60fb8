package dev.rollstream.learner.training;

import dev.rollstream.policy.LogProbs;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.policy.Rows;
import dev.rollstream.policy.Sampler;
import dev.rollstream.policy.SamplingOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * What the trainer's weights at the start of a batch say of its tokens.
 *
 * @param groupEnds number of members up to and with each group
 * @param logProbs of each member's tokens, after temperature
 * @param weights truncated importance weights likewise; empty where there are none
 * @param drift from the policies that sampled
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Recomputed(int[] groupEnds, List<float[]> logProbs, List<float[]> weights, RolloutDrift drift) {
    private static final double MAX_LOG_RATIO = 20;

    static Recomputed of(Sampler sampler, List<PromptGroup> groups, Recipe recipe) {
        List<float[]> now = logProbs(sampler, groups, recipe);
        double cap = recipe.oldLogProbs().weightCap();
        Tally tally = new Tally(cap);
        List<float[]> weights = new ArrayList<>();
        int[] ends = new int[groups.size()];
        int row = 0;
        for (int i = 0; i < ends.length; i++) {
            for (SampledMember member : groups.get(i).members()) {
                weights.add(tally.weigh(now.get(row), member.logProbs()));
                row++;
            }
            ends[i] = row;
        }
        return new Recomputed(ends, now, cap == 0 ? List.of() : weights, tally.drift());
    }

    /** Chunk by chunk of whole groups, so that memory hangs on the chunk and not on the batch. */
    private static List<float[]> logProbs(Sampler sampler, List<PromptGroup> groups, Recipe recipe) {
        List<float[]> all = new ArrayList<>();
        int from = 0;
        int rows = 0;
        for (int i = 0; i < groups.size(); i++) {
            rows += groups.get(i).members().size();
            if (rows >= recipe.batching().chunkRows() || i == groups.size() - 1) {
                all.addAll(logProbs(
                        sampler, groups.subList(from, i + 1), recipe.objective().temperature()));
                from = i + 1;
                rows = 0;
            }
        }
        return all;
    }

    private static List<float[]> logProbs(Sampler sampler, List<PromptGroup> groups, double temperature) {
        List<PromptFeatures> prompts = groups.stream().map(PromptGroup::prompt).toList();
        return sampler.logProbs(prompts, rows(groups), new SamplingOptions(temperature, 1, 1)).stream()
                .map(LogProbs::processed)
                .toList();
    }

    /** The members of all groups; prompts are numbered as the groups are. */
    static Rows rows(List<PromptGroup> groups) {
        List<int[]> sequences = new ArrayList<>();
        List<Integer> promptOfRow = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            for (SampledMember member : groups.get(i).members()) {
                sequences.add(member.tokens());
                promptOfRow.add(i);
            }
        }
        return new Rows(promptOfRow.stream().mapToInt(Integer::intValue).toArray(), sequences);
    }

    /** That of some groups; the drift stays that of all. */
    Recomputed part(int fromGroup, int toGroup) {
        int from = fromGroup == 0 ? 0 : groupEnds[fromGroup - 1];
        int to = groupEnds[toGroup - 1];
        return new Recomputed(
                groupEnds, logProbs.subList(from, to), weights.isEmpty() ? weights : weights.subList(from, to), drift);
    }

    private static final class Tally {
        private final double cap;
        private long tokens;
        private double kl;
        private double maxRatio;
        private long capped;
        private double sum;

        Tally(double cap) {
            this.cap = cap;
        }

        float[] weigh(float[] now, float[] rollout) {
            float[] weights = new float[now.length];
            for (int i = 0; i < now.length; i++) {
                double difference = (double) now[i] - rollout[i];
                double ratio = Math.exp(Math.max(-MAX_LOG_RATIO, Math.min(MAX_LOG_RATIO, difference)));
                weights[i] = (float) (cap == 0 ? 1 : Math.min(cap, ratio));
                tokens++;
                kl -= difference;
                maxRatio = Math.max(maxRatio, ratio);
                capped += cap > 0 && ratio > cap ? 1 : 0;
                sum += weights[i];
            }
            return weights;
        }

        RolloutDrift drift() {
            return new RolloutDrift(kl / tokens, maxRatio, capped / (double) tokens, sum / tokens);
        }
    }
}
