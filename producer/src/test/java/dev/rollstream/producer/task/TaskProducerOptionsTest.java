package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.producer.task.TaskProducerOptions.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskProducerOptionsTest {
    @Test
    void aFreshRunIsNamedAfterTheTimeAndChance() {
        // Given
        Instant now = Instant.parse("2026-03-04T05:06:07Z");

        // When
        Run one = Run.fresh(now, new SplittableRandom(1), OptionalLong.empty());
        Run other = Run.fresh(now, new SplittableRandom(2), OptionalLong.empty());

        // Then
        assertThat(one.id()).matches("20260304-050607-[0-9a-f]{6}").isNotEqualTo(other.id());
        assertThat(one.resume()).isFalse();
    }

    static List<Arguments> rejected() {
        return List.of(
                rejected("run id", () -> Run.named("a/b", OptionalLong.empty())),
                rejected("count is -1", () -> Run.named("a", OptionalLong.of(-1))),
                rejected("max-in-flight is 0", () -> new Pacing(0, 1, Optional.empty())),
                rejected("batch is 0", () -> new Pacing(1, 0, Optional.empty())),
                rejected("max-ahead is 0", () -> new Pacing.FollowedLearner("l", OptionalInt.of(0), false)),
                rejected("group size is 0", () -> group(0, OptionalInt.empty(), Duration.ofMinutes(1))),
                rejected("minimum group size is 9", () -> group(8, OptionalInt.of(9), Duration.ofMinutes(1))),
                rejected("time to live is PT0S", () -> group(8, OptionalInt.empty(), Duration.ZERO)),
                rejected("top-p is 0.0", () -> new SamplingSettings(1, 0, 0, 0, 1, List.of(), 0)),
                rejected("temperature is NaN", () -> new SamplingSettings(Double.NaN, 1, 0, 0, 1, List.of(), 0)),
                rejected("max-tokens is 0", () -> new SamplingSettings(1, 1, 0, 0, 0, List.of(), 0)));
    }

    private static Arguments rejected(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    private static GroupSettings group(int size, OptionalInt minimum, Duration ttl) {
        GroupSettings defaults = GroupSettings.defaults();
        return new GroupSettings(size, minimum, ttl, defaults.target(), defaults.scoring());
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsWhatCannotWork(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
