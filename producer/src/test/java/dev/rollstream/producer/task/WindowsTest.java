package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.producer.task.InFlightWindow.Answer;
import dev.rollstream.producer.task.Pacing.FollowedLearner;
import dev.rollstream.producer.task.StreamListener.GroupEnd;
import dev.rollstream.producer.task.StreamListener.LearnerPosition;
import dev.rollstream.runtime.StageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {
    private static Windows windows(int maxInFlight, FollowedLearner learner) {
        return new Windows(new Pacing(maxInFlight, 8, Optional.of(learner)), OptionalLong.empty());
    }

    private static FollowedLearner ahead(int maxAhead) {
        return new FollowedLearner("learner", OptionalInt.of(maxAhead), false);
    }

    private static GroupEnd usable(long sequence, long offset) {
        return new GroupEnd(sequence, 0, offset, true, Answer.MEMBERS);
    }

    private static GroupEnd dropped(long sequence, long offset) {
        return new GroupEnd(sequence, 0, offset, false, Answer.MEMBERS);
    }

    private static LearnerPosition at(long offset, int batch) {
        return new LearnerPosition(Map.of(0, offset), OptionalInt.of(batch), OptionalLong.of(3));
    }

    @Test
    void usableGroupsHoldTheirPlaceUntilTheLearnerHasReadThem() {
        // Given
        Windows windows = windows(100, ahead(4));
        for (int i = 0; i < 4; i++) {
            windows.made(i);
        }
        assertThat(windows.room()).isZero();

        // When
        windows.ended(usable(0, 0));
        windows.ended(usable(1, 1));
        int before = windows.room();
        windows.moved(at(2, 2));

        // Then
        assertThat(before).isZero();
        assertThat(windows.room()).isEqualTo(2);
    }

    @Test
    void groupsThatCannotBeUsedAreReplaced() {
        // Given
        Windows windows = windows(100, ahead(2));
        windows.made(0);
        windows.made(1);

        // When
        windows.ended(dropped(0, 0));

        // Then
        assertThat(windows.room()).isEqualTo(1);
    }

    @Test
    void terminalRecordsThatAreReadTwiceCountOnce() {
        // Given
        Windows windows = windows(100, ahead(4));
        windows.made(0);

        // When
        windows.ended(usable(0, 0));
        windows.ended(usable(0, 0));

        // Then
        assertThat(windows.unread()).isEqualTo(1);
    }

    @Test
    void refusesAWindowBelowTheLearnersBatch() {
        // Given
        Windows windows = windows(100, ahead(4));

        // When / Then
        assertThatThrownBy(() -> windows.moved(at(0, 5)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("--max-ahead 4")
                .hasMessageContaining("5 groups");
    }

    @Test
    void withoutAWindowOfItsOwnItWaitsForTheLearnersBatchSize() {
        // Given
        Windows windows = windows(100, new FollowedLearner("learner", OptionalInt.empty(), false));
        assertThat(windows.room()).isZero();
        assertThat(windows.obstacle()).hasValueSatisfying(why -> assertThat(why).contains("learner learner"));

        // When
        windows.moved(at(0, 6));

        // Then
        assertThat(windows.obstacle()).isEmpty();
        assertThat(windows.room()).isEqualTo(6);
        assertThat(windows.requiredPolicyVersion()).isEmpty();
    }

    @Test
    void syncMeansOneBatchAheadAndTheLearnersVersion() {
        // Given
        Windows windows = windows(100, new FollowedLearner("learner", OptionalInt.of(50), true));

        // When
        windows.moved(at(0, 6));

        // Then
        assertThat(windows.room()).isEqualTo(6);
        assertThat(windows.requiredPolicyVersion()).hasValue(3);
    }

    @Test
    void theSmallerWindowDecides() {
        // Given
        Windows windows = windows(3, ahead(10));

        // When
        windows.made(0);

        // Then
        assertThat(windows.room()).isEqualTo(2);
        assertThat(windows.nextSequence()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void rebuiltFromTheTopicsItDecidesTheSame(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        int maxAhead = 4 + random.nextInt(8);
        Windows live = windows(1 + random.nextInt(20), ahead(maxAhead));
        List<Long> keys = new ArrayList<>();
        List<GroupEnd> ends = new ArrayList<>();
        Set<Long> open = new TreeSet<>();
        long position = 0;

        for (int step = 0; step < 500; step++) {
            // When
            if (live.room() > 0) {
                long sequence = live.nextSequence();
                live.made(sequence);
                keys.add(sequence);
                open.add(sequence);
            } else if (!open.isEmpty() && random.nextInt(4) > 0) {
                long sequence = List.copyOf(open).get(random.nextInt(open.size()));
                open.remove(sequence);
                boolean usable = random.nextBoolean();
                Answer answer = usable || random.nextBoolean() ? Answer.MEMBERS : Answer.NONE;
                GroupEnd end = new GroupEnd(sequence, 0, ends.size(), usable, answer);
                ends.add(end);
                live.ended(end);
            } else {
                position = Math.min(ends.size(), position + random.nextInt(4));
                live.moved(at(position, 4));
            }
            Windows rebuilt = windows(100, ahead(maxAhead));
            rebuilt.moved(at(position, 4));
            keys.forEach(rebuilt::made);
            ends.forEach(rebuilt::ended);

            // Then
            assertThat(live.open() + live.unread())
                    .as("seed %d step %d", seed, step)
                    .isLessThanOrEqualTo(maxAhead);
            assertThat(live.open()).as("seed %d step %d", seed, step).isEqualTo(open.size());
            assertThat(rebuilt.open()).as("seed %d step %d", seed, step).isEqualTo(live.open());
            assertThat(rebuilt.unread()).as("seed %d step %d", seed, step).isEqualTo(live.unread());
            assertThat(rebuilt.nextSequence()).as("seed %d step %d", seed, step).isEqualTo(live.nextSequence());
        }
        assertThat(keys).hasSizeGreaterThan(20);
    }

    @Test
    void saysThatNoWorkerAnswersAsSoonAsAllThatCouldBeInFlightExpired() {
        // Given
        Windows windows = windows(100, ahead(2));
        windows.made(0);
        windows.made(1);

        // When
        windows.ended(new GroupEnd(0, 0, 0, false, Answer.NONE));
        windows.ended(new GroupEnd(1, 0, 1, false, Answer.NONE));

        // Then
        assertThat(windows.obstacle()).hasValueSatisfying(why -> assertThat(why).contains("no worker answers"));
        assertThat(windows.room()).isEqualTo(1);
    }
}
