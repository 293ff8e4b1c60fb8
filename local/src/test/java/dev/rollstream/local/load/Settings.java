package dev.rollstream.local.load;

import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.Purpose;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a group's answer key asks for.
 *
 * @param size members
 * @param minSize fewest scored members; null: the size
 * @param ttl time to live
 * @param purpose training or evaluation
 * @param estimator name of the estimator
 * @param filter filters; null: none
 */
public record Settings(
        int size,
        @Nullable Integer minSize,
        Duration ttl,
        Purpose purpose,
        String estimator,
        @Nullable FilterSettings filter) {
    /** Four members for training, and more time than any test takes. */
    public static final Settings PATIENT = new Settings(4, null, Duration.ofMinutes(10), Purpose.TRAIN, "grpo", null);

    public Settings size(int newSize) {
        return new Settings(newSize, minSize, ttl, purpose, estimator, filter);
    }

    public Settings minSize(int newMinSize) {
        return new Settings(size, newMinSize, ttl, purpose, estimator, filter);
    }

    public Settings ttl(Duration newTtl) {
        return new Settings(size, minSize, newTtl, purpose, estimator, filter);
    }

    public Settings evaluation() {
        return new Settings(size, minSize, ttl, Purpose.EVAL, estimator, filter);
    }

    public Settings estimator(String newEstimator) {
        return new Settings(size, minSize, ttl, purpose, newEstimator, filter);
    }

    public Settings withoutZeroVariance() {
        FilterSettings zeroVariance =
                FilterSettings.newBuilder().setZeroVariance(true).build();
        return new Settings(size, minSize, ttl, purpose, estimator, zeroVariance);
    }

    public Settings accuracyBetween(double low, double high) {
        FilterSettings range =
                FilterSettings.newBuilder().setLow(low).setHigh(high).build();
        return new Settings(size, minSize, ttl, purpose, estimator, range);
    }
}
