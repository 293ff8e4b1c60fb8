package dev.rollstream.local.audit;

import static dev.rollstream.local.audit.SoundStream.at;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a learner's line of versions must be, shown broken. */
class TrainedOnceNoneSkippedTest {
    private static final String TRAINED = "groups-are-trained-once-and-none-is-skipped";

    private final SoundStream stream = new SoundStream();

    @Test
    void noticesAGroupTrainedTwiceByOneLearner() {
        // When
        stream.versions.add(at(SoundStream.POLICY, 2, SoundStream.version(3, 2L)));
        stream.receipts.add(at(1, SoundStream.receipt(8, 2, 3)));
        stream.progress.add(at(SoundStream.LEARNER, 1, SoundStream.progress(3, 9)));

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }

    @Test
    void acceptsThatAGroupIsTrainedAnewAfterAnOlderCheckpointWasPutBack() {
        // When
        stream.versions.add(at(SoundStream.POLICY, 2, SoundStream.version(3, 1L)));
        stream.versions.add(at(SoundStream.POLICY, 3, SoundStream.version(4, 3L)));
        stream.receipts.add(at(1, SoundStream.receipt(8, 3, 4)));
        stream.progress.add(at(SoundStream.LEARNER, 1, SoundStream.progress(4, 9)));

        // Then
        assertThat(stream.broken()).isEmpty();
    }

    @Test
    void noticesAGroupThatIsTrainedOnALineThatWasGivenUpOnly() {
        // When
        stream.versions.add(at(SoundStream.POLICY, 2, SoundStream.version(3, 1L)));
        stream.progress.add(at(SoundStream.LEARNER, 1, SoundStream.progress(3, 9)));

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }

    @Test
    void noticesAGroupThatTheLearnerSkipped() {
        // When
        stream.receipts.clear();

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }

    @Test
    void acceptsAGroupThatTheLearnerHasNotComeTo() {
        // When
        stream.receipts.clear();
        stream.progress.set(0, at(SoundStream.LEARNER, 0, SoundStream.progress(2, 8)));

        // Then
        assertThat(stream.broken()).isEmpty();
    }

    @Test
    void acceptsAGroupThatIsRefused() {
        // When
        stream.receipts.set(0, at(0, SoundStream.refusal(2)));

        // Then
        assertThat(stream.broken()).isEmpty();
    }

    @Test
    void noticesAGroupThatIsTrainedAndRefused() {
        // When
        stream.receipts.add(at(1, SoundStream.refusal(2)));

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }

    @Test
    void noticesAGroupThatIsRefusedOnALineThatWasGivenUpOnly() {
        // When
        stream.versions.add(at(SoundStream.POLICY, 2, SoundStream.version(3, 1L)));
        stream.progress.add(at(SoundStream.LEARNER, 1, SoundStream.progress(3, 9)));
        stream.receipts.set(0, at(0, SoundStream.refusal(2)));

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }

    @Test
    void noticesALearnerThatIsAtAVersionThatNobodyPublished() {
        // When
        stream.versions.clear();
        stream.receipts.set(0, at(0, SoundStream.refusal(0)));

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }

    @Test
    void noticesVersionsThatGoBack() {
        // When
        stream.versions.add(at(SoundStream.POLICY, 2, SoundStream.version(2, 1L)));

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }

    @Test
    void noticesATrainingThatMadeNoVersion() {
        // When
        stream.receipts.set(0, at(0, SoundStream.receipt(8, 1, 7)));

        // Then
        assertThat(stream.broken()).containsExactly(TRAINED);
    }
}
