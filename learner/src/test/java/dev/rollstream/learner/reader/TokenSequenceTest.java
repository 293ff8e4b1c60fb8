package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Sequence;
import org.junit.jupiter.api.Test;

class TokenSequenceTest {
    @Test
    void unpacksWhatIsThereAsOftenAsAsked() {
        // Given
        TokenSequence sequence = new TokenSequence(Groups.sequence().build());

        for (int i = 0; i < 2; i++) {
            // When, Then
            assertThat(sequence.promptTokenIds()).contains(new int[] {8, 9});
            assertThat(sequence.tokenIds()).contains(new int[] {1, 2, 70_000});
            assertThat(sequence.logprobs()).contains(new float[] {-0.5f, -1f, 0f});
            assertThat(sequence.lossMask()).contains(new boolean[] {true, false, true});
        }
    }

    @Test
    void saysWhatTheEngineDidNotReport() {
        TokenSequence sequence =
                new TokenSequence(Sequence.newBuilder().setTokenCount(3).build());

        assertThat(sequence.promptTokenIds()).isEmpty();
        assertThat(sequence.tokenIds()).isEmpty();
        assertThat(sequence.logprobs()).isEmpty();
        assertThat(sequence.lossMask()).isEmpty();
    }
}
