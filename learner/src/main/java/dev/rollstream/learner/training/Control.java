package dev.rollstream.learner.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * Breaks, on purpose, the tie between what a member wrote and its advantage, and leaves all else as it is: whatever a policy still
 * gains then does not come from the rewards. For experiments; a learner that serves anybody uses {@link #NONE}.
 */
public enum Control {
    /** Advantages as they are. */
    NONE {
        @Override
        double[] advantages(List<PromptGroup> groups, int group, SplittableRandom random) {
            return of(groups.get(group));
        }
    },
    /** Each group's advantages go to its members in random order. */
    PERMUTED {
        @Override
        double[] advantages(List<PromptGroup> groups, int group, SplittableRandom random) {
            double[] advantages = of(groups.get(group));
            for (int i = advantages.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                double held = advantages[i];
                advantages[i] = advantages[j];
                advantages[j] = held;
            }
            return advantages;
        }
    },
    /** Each group has the advantages of the next group of the batch. */
    OTHER_GROUP {
        @Override
        double[] advantages(List<PromptGroup> groups, int group, SplittableRandom random) {
            double[] others = of(groups.get((group + 1) % groups.size()));
            int size = groups.get(group).members().size();
            double[] advantages = new double[size];
            Arrays.setAll(advantages, i -> others[i % others.length]);
            return advantages;
        }
    },
    /** Rewards are coin flips, and advantages relative to the group's. */
    COIN {
        @Override
        double[] advantages(List<PromptGroup> groups, int group, SplittableRandom random) {
            double[] flips = new double[groups.get(group).members().size()];
            Arrays.setAll(flips, i -> random.nextInt(2));
            double mean = Arrays.stream(flips).average().orElse(0);
            double squares = Arrays.stream(flips)
                    .map(flip -> (flip - mean) * (flip - mean))
                    .sum();
            double deviation = Math.sqrt(squares / Math.max(1, flips.length - 1));
            IntToDoubleFunction advantage = i -> (flips[i] - mean) / (deviation + EPSILON);
            double[] advantages = new double[flips.length];
            Arrays.setAll(advantages, advantage);
            return advantages;
        }
    };

    private static final double EPSILON = 1e-6;

    /** As people write it: {@code other-group}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract double[] advantages(List<PromptGroup> groups, int group, SplittableRandom random);

    private static double[] of(PromptGroup group) {
        return group.members().stream().mapToDouble(SampledMember::advantage).toArray();
    }

    /**
     * The groups with the advantages of this control.
     *
     * @param groups of one batch
     * @param seed of the experiment
     * @param step of the batch
     */
    public List<PromptGroup> apply(List<PromptGroup> groups, long seed, long step) {
        if (this == NONE) {
            return groups;
        }
        SplittableRandom random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + step);
        List<PromptGroup> changed = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            changed.add(with(groups.get(i), advantages(groups, i, random)));
        }
        return changed;
    }

    private static PromptGroup with(PromptGroup group, double[] advantages) {
        List<SampledMember> members = new ArrayList<>();
        for (int i = 0; i < advantages.length; i++) {
            SampledMember member = group.members().get(i);
            members.add(new SampledMember(member.tokens(), member.logProbs(), advantages[i]));
        }
        return new PromptGroup(group.groupId(), group.prompt(), members);
    }
}
