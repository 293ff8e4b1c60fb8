package dev.rollstream.producer.task;

import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.Purpose;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What every group of a run has in common.
 *
 * @param size members of a group, 1 to {@value #MAX_SIZE}
 * @param minSize fewest scored members that still give advantages; empty: the size
 * @param ttl time from the group's answer key to its deadline
 * @param target what the group counts for
 * @param scoring how it is scored
 */
public record GroupSettings(int size, OptionalInt minSize, Duration ttl, Target target, Scoring scoring) {
    /** Most members of a group. */
    public static final int MAX_SIZE = 1024;

    private static final Duration MAX_TTL = Duration.ofDays(1);

    /**
     * What a group counts for.
     *
     * @param purpose whether it trains or evaluates
     * @param dataset data set that it counts for; empty: none named
     * @param policyId policy that should answer; empty: whichever a worker follows
     * @param minPolicyVersion version of it that workers wait for; empty: any will do
     */
    public record Target(
            Purpose purpose, Optional<String> dataset, Optional<String> policyId, OptionalLong minPolicyVersion) {
        /** For training, by whichever policy. */
        public static Target training() {
            return new Target(Purpose.TRAIN, Optional.empty(), Optional.empty(), OptionalLong.empty());
        }

        /** To measure at least that version of whichever policy, on a data set. */
        public static Target evaluation(String dataset, long minPolicyVersion) {
            return new Target(Purpose.EVAL, Optional.of(dataset), Optional.empty(), OptionalLong.of(minPolicyVersion));
        }
    }

    /**
     * How a group is scored and turned into advantages.
     *
     * @param verifier name of the verifier
     * @param verifierParameters its parameters; empty: its defaults
     * @param estimator estimator with parameters; empty: grpo with its defaults
     * @param filter filters; empty: none
     */
    public record Scoring(
            String verifier,
            Map<String, String> verifierParameters,
            Optional<EstimatorSettings> estimator,
            Optional<FilterSettings> filter) {
        /** Copies the parameters. */
        public Scoring {
            verifierParameters = Map.copyOf(verifierParameters);
        }

        /** Verifier {@code spatial-ssrl}, estimator grpo, no filter. */
        public static Scoring defaults() {
            return new Scoring("spatial-ssrl", Map.of(), Optional.empty(), Optional.empty());
        }
    }

    /** Checks ranges. */
    public GroupSettings {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("group size is " + size + "; it must be 1 to " + MAX_SIZE);
        }
        if (minSize.isPresent() && (minSize.getAsInt() < 1 || minSize.getAsInt() > size)) {
            throw new IllegalArgumentException(
                    "minimum group size is " + minSize.getAsInt() + "; it must be 1 to the group size, " + size);
        }
        if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException(
                    "time to live is " + ttl + "; it must be above zero and at most " + MAX_TTL);
        }
    }

    /**
     * Eight members (published recipes use 5 to 16; eight halve cleanly over ranks), ten minutes, training, the default
     * verifier and estimator.
     */
    public static GroupSettings defaults() {
        return new GroupSettings(8, OptionalInt.empty(), Duration.ofMinutes(10), Target.training(), Scoring.defaults());
    }
}
