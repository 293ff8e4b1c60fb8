package dev.rollstream.aggregator.estimator;

import java.util.Objects;

/** An estimator that cannot be built, or scores that it cannot use; {@link #problem()} classifies it. */
public final class EstimatorException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Problem {
        /** No estimator has this name. */
        UNKNOWN_ESTIMATOR,
        /** A parameter is unknown to the estimator, or its value is out of range. */
        INVALID_PARAMETER,
        /** The estimator needs lengths or components that the group does not have. */
        MISSING_INPUT,
        /** A score is NaN, infinite or negative where it may not be, or arrays differ in length. */
        INVALID_SCORES,
        /** The formula leaves the range of a double. */
        OVERFLOW
    }

    private final Problem problem;

    EstimatorException(Problem problem, String message) {
        super(Objects.requireNonNull(message));
        this.problem = Objects.requireNonNull(problem);
    }

    /** {@return what is wrong} */
    public Problem problem() {
        return problem;
    }
}
