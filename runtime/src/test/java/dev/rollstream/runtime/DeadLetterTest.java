package dev.rollstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final DeadLetter LATE =
            new DeadLetter("scorer", DeadLetterReason.LATE, "the group ended", "rollstream.rollouts", 3, 42);

    @Test
    void readsBackWhatItWrote() {
        assertThat(DeadLetter.of(LATE.headers(new RecordHeaders()))).contains(LATE);
    }

    @Test
    void keepsTheRecordsOwnHeaders() {
        // Given
        Headers original = new RecordHeaders().add("trace", new byte[] {1});

        // When
        Headers headers = LATE.headers(original);

        // Then
        assertThat(headers.lastHeader("trace").value()).containsExactly(1);
    }

    @Test
    void cannotBeForgedByTheRecordsOwnHeaders() {
        // Given
        Headers forged =
                new RecordHeaders().add("rollstream.dead-letter.reason", "CONFLICT".getBytes(StandardCharsets.UTF_8));

        // When
        Headers headers = LATE.headers(forged);

        // Then
        assertThat(DeadLetter.of(headers)).contains(LATE);
        assertThat(headers.headers("rollstream.dead-letter.reason")).hasSize(1);
    }

    @Test
    void isEmptyForOtherHeaders() {
        assertThat(DeadLetter.of(new RecordHeaders())).isEmpty();
    }

    @Test
    void shortensALongDetail() {
        DeadLetter letter =
                new DeadLetter("scorer", DeadLetterReason.UNDECODABLE, "x".repeat(10_000), "rollouts", 0, 0);
        assertThat(letter.detail()).hasSize(500);
    }
}
