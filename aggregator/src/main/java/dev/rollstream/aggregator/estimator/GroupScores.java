package dev.rollstream.aggregator.estimator;

import dev.rollstream.aggregator.estimator.EstimatorException.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the scored members of one group bring to an estimator, in member order. Unscorable members are not in it.
 *
 * <p>Immutable and validated at birth: every score is finite, every array has one entry a member. Lengths and components are
 * optional; an estimator that needs them rejects a group without them by {@link EstimatorException.Problem#MISSING_INPUT}.
 */
public final class GroupScores {

    private static final long[] NO_LENGTHS = {};

    private final double[] rewards;
    private final long[] lengths;
    private final Map<String, double[]> components;

    /** @param components values by name; an empty array (of a group that is not empty): not known of every member */
    private GroupScores(double[] rewards, long[] lengths, Map<String, double[]> components) {
        this.rewards = rewards;
        this.lengths = lengths;
        this.components = components;
    }

    /**
     * Scores with nothing but rewards.
     *
     * @param rewards one finite reward a member
     * @return the scores of a group of that size
     * @throws EstimatorException {@link Problem#INVALID_SCORES} for a NaN or infinite reward
     */
    public static GroupScores of(double... rewards) {
        requireFinite("reward", rewards);
        return new GroupScores(rewards.clone(), NO_LENGTHS, Map.of());
    }

    /**
     * These scores with response lengths.
     *
     * @param memberLengths completion tokens of each member, none negative
     * @return a copy with lengths
     * @throws EstimatorException {@link Problem#INVALID_SCORES} for a negative length or another count than that of the rewards
     */
    public GroupScores withLengths(long... memberLengths) {
        requireSize("lengths", memberLengths.length);
        for (int i = 0; i < memberLengths.length; i++) {
            if (memberLengths[i] < 0) {
                throw new EstimatorException(
                        Problem.INVALID_SCORES,
                        "length " + i + " is " + memberLengths[i] + "; a length is a token count >= 0");
            }
        }
        return new GroupScores(rewards, memberLengths.clone(), components);
    }

    /**
     * These scores with one more reward component.
     *
     * @param name the component's name
     * @param values one finite value a member
     * @return a copy with the component; one of the same name is replaced
     * @throws EstimatorException {@link Problem#INVALID_SCORES} for a NaN or infinite value or another count than that of the
     *     rewards
     */
    public GroupScores withComponent(String name, double... values) {
        requireSize("component '" + name + "'", values.length);
        requireFinite("component '" + name + "', value", values);
        return withEntry(name, values.clone());
    }

    /**
     * These scores with a component that some members lack. An estimator that needs it rejects the group rather than deciding a
     * number from half of it.
     *
     * @param name the component's name
     * @return a copy that knows of the component
     */
    public GroupScores withIncompleteComponent(String name) {
        return withEntry(name, new double[0]);
    }

    private GroupScores withEntry(String name, double[] values) {
        Map<String, double[]> extended = new LinkedHashMap<>(components);
        extended.put(name, values);
        return new GroupScores(rewards, lengths, Collections.unmodifiableMap(extended));
    }

    /** {@return the number of scored members} */
    public int size() {
        return rewards.length;
    }

    /** {@return whether all rewards are the same number, by exact comparison; also true of none and of one} */
    public boolean constantRewards() {
        return Spread.constant(rewards);
    }

    /** {@return the rewards, not to be changed} */
    double[] rewards() {
        return rewards;
    }

    /** {@return the names of all components, sorted} */
    SortedSet<String> componentNames() {
        return new TreeSet<>(components.keySet());
    }

    /**
     * The values of a component, not to be changed.
     *
     * @throws EstimatorException {@link Problem#MISSING_INPUT} if a member, or all of them, lack it
     */
    double[] requireComponent(String name, String estimator) {
        double[] values = components.get(name);
        if (values == null) {
            throw new EstimatorException(
                    Problem.MISSING_INPUT,
                    estimator + " needs component '" + name + "' of every scored member; the group has "
                            + componentNames());
        }
        if (values.length != rewards.length) {
            throw new EstimatorException(
                    Problem.MISSING_INPUT,
                    estimator + " needs component '" + name + "' of every scored member, but some lack it");
        }
        return values;
    }

    /**
     * The lengths, not to be changed.
     *
     * @throws EstimatorException {@link Problem#MISSING_INPUT} without lengths
     */
    long[] requireLengths(String estimator) {
        if (lengths.length != rewards.length) {
            throw new EstimatorException(
                    Problem.MISSING_INPUT, estimator + " needs the length (completion tokens) of every scored member");
        }
        return lengths;
    }

    private void requireSize(String what, int size) {
        if (size != rewards.length) {
            throw new EstimatorException(
                    Problem.INVALID_SCORES, what + " has " + size + " entries for " + rewards.length + " rewards");
        }
    }

    private static void requireFinite(String what, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new EstimatorException(
                        Problem.INVALID_SCORES,
                        what + " " + i + " is " + values[i] + "; only finite numbers can be compared");
            }
        }
    }
}
