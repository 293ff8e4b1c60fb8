package dev.rollstream.local.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.live.LiveSnapshot.Dead;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private final DeadLetters letters = new DeadLetters();

    @Test
    void theMostFrequentKindComesFirst() {
        // Given
        letters.add(letter("rewards", DeadLetterReason.ORPHAN));
        letters.add(letter("rollouts", DeadLetterReason.LATE));
        letters.add(letter("rollouts", DeadLetterReason.LATE));
        letters.add(Optional.empty());

        // Then
        assertThat(letters.list())
                .containsExactly(
                        new Dead("scorer", "rollouts", "LATE", 2),
                        new Dead("scorer", "rewards", "ORPHAN", 1),
                        new Dead("unknown", "unknown", "UNREADABLE", 1));
    }

    @Test
    void whoeverMakesUpTopicsFillsNoMemory() {
        // When
        for (int i = 0; i < 10_000; i++) {
            letters.add(letter("made-up-" + i, DeadLetterReason.INVALID));
        }

        // Then
        assertThat(letters.list())
                .hasSize(DeadLetters.MAX_KINDS + 1)
                .startsWith(new Dead("other", "other", "OTHER", 10_000 - DeadLetters.MAX_KINDS));
    }

    private static Optional<DeadLetter> letter(String topic, DeadLetterReason reason) {
        return Optional.of(new DeadLetter("scorer", reason, "why", topic, 0, 0));
    }
}
