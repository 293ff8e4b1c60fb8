package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.local.report.Flow.Moment;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowTest {
    private static final long T = 1_790_000_000_000L;

    private final Flow flow = new Flow();

    @Test
    void lagIsWhatWasOpenedAndNotEndedAndWhatWasUsableAndNotRead() {
        // Given
        flow.opened(T);
        flow.opened(T);
        flow.opened(T + 1_000);
        flow.ended(T + 1_000, GroupOutcome.COMPLETE, true);
        flow.ended(T + 2_000, GroupOutcome.PARTIAL, true);
        flow.ended(T + 2_000, GroupOutcome.EXPIRED, false);
        flow.receipt(T + 2_000, receipt("learner", ReceiptOutcome.TRAINED));

        // When / Then
        assertThat(flow.moments()).extracting(Moment::open).containsExactly(2L, 2L, 0L);
        assertThat(flow.moments()).extracting(Moment::unread).containsExactly(0L, 1L, 1L);
    }

    @Test
    void aLearnerThatTrainsNothingTellsByItsProgressWhatItRead() {
        // Given
        for (int i = 0; i < 3; i++) {
            flow.opened(T);
            flow.ended(T, GroupOutcome.COMPLETE, true);
        }
        flow.opened(T + 5_000);
        flow.progress(T + 4_000, progress("learner", 2));

        // When / Then
        assertThat(flow.moments()).extracting(Moment::unread).containsExactly(3L, 3L, 3L, 1L, 1L);
    }

    @Test
    void withoutALearnerNothingIsUnread() {
        // Given
        flow.opened(T);
        flow.ended(T, GroupOutcome.COMPLETE, true);

        // When / Then
        assertThat(flow.moments()).extracting(Moment::unread).containsExactly(-1L);
    }

    @Test
    void theMainLearnerIsTheOneThatDidMost() {
        // Given
        flow.receipt(T, receipt("shadow", ReceiptOutcome.TRAINED));
        flow.receipt(T, receipt("learner", ReceiptOutcome.TRAINED));
        flow.receipt(T, receipt("learner", ReceiptOutcome.STALE));

        // When / Then
        assertThat(flow.mainLearner()).contains("learner");
    }

    @Test
    void aClockThatIsFarOffDoesNotStretchTheRun() {
        // Given
        flow.opened(T);
        flow.ended(T + 3_000, GroupOutcome.COMPLETE, true);
        flow.receipt(0, receipt("learner", ReceiptOutcome.TRAINED));
        flow.receipt(Long.MAX_VALUE / 2, receipt("learner", ReceiptOutcome.TRAINED));

        // When / Then
        assertThat(flow.moments()).extracting(Moment::startMs).containsExactly(T, T + 1_000, T + 2_000, T + 3_000);
    }

    @Test
    void aTimeInWhichNothingHappenedHasQuietEnds() {
        // Given
        flow.opened(T);
        flow.opened(T + 3_600_000);

        // When / Then
        assertThat(flow.moments())
                .extracting(Moment::startMs)
                .containsExactly(T, T + 1_000, T + 3_599_000, T + 3_600_000);
        assertThat(flow.moments())
                .extracting(moment -> moment.counts().opened())
                .containsExactly(1L, 0L, 0L, 1L);
    }

    private static Receipt receipt(String learner, ReceiptOutcome outcome) {
        return Receipt.newBuilder()
                .setGroupId("run/0")
                .setRunId("run")
                .setLearner(learner)
                .setOutcome(outcome)
                .build();
    }

    private static Progress progress(String learner, long groups) {
        return Progress.newBuilder()
                .setLearner(learner)
                .setGroups(Map.of("READ", groups))
                .build();
    }
}
