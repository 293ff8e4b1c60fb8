package dev.rollstream.scorer.verifier;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a verifier says about one completion. */
public sealed interface Verdict extends VerifierOutcome permits Verdict.Scored, Verdict.Unscorable {
    /**
     * The completion has a reward.
     *
     * @param components named parts in the verifier's order; names are distinct
     * @param overall the reward itself, finite
     * @param extracted the answer found in the completion, null where there was none to show
     */
    record Scored(
            List<RewardComponent> components,
            double overall,
            @Nullable String extracted) implements Verdict {
        /** Copies the components and checks that the reward is finite. */
        public Scored {
            components = List.copyOf(components);
            if (!Double.isFinite(overall)) {
                throw new IllegalArgumentException("A reward must be finite, got " + overall);
            }
        }

        /** Value of the named component, empty if this verifier has no such part. */
        public OptionalDouble component(String name) {
            for (RewardComponent component : components) {
                if (component.name().equals(name)) {
                    return OptionalDouble.of(component.value());
                }
            }
            return OptionalDouble.empty();
        }
    }

    /**
     * The completion has no reward, which is not the same as a reward of zero.
     *
     * @param reason why, for an operator; never part of the ground truth
     */
    record Unscorable(String reason) implements Verdict {
        /** Checks that there is a reason. */
        public Unscorable {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
