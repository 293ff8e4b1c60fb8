package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import org.junit.jupiter.api.Test;

class StalenessJoinTest {
    private static final int LIMIT = 3;

    private final StalenessJoin join = new StalenessJoin(LIMIT);

    @Test
    void recordsMeetInEitherOrder() {
        // When
        join.group("run/0", 3);
        join.receipt(receipt("run/0", 5L, ReceiptOutcome.TRAINED));
        join.receipt(receipt("run/1", 5L, ReceiptOutcome.STALE));
        join.group("run/1", 1);

        // Then
        Mean atFive = join.byVersion().byStart().get(5L);
        assertThat(atFive.count()).isEqualTo(2);
        assertThat(atFive.mean()).isEqualTo(3);
        assertThat(atFive.max()).isEqualTo(4);
    }

    @Test
    void groupsThatTheLearnerCouldNotReadHaveNoStaleness() {
        // When
        join.group("run/0", 3);
        join.receipt(receipt("run/0", 5L, ReceiptOutcome.PAYLOAD_GONE));
        join.receipt(receipt("run/0", null, ReceiptOutcome.TRAINED));

        // Then
        assertThat(join.byVersion().isEmpty()).isTrue();
    }

    @Test
    void onlySoManyWaitAndTheRestIsCounted() {
        // When
        for (int i = 0; i < 10; i++) {
            join.group("run/" + i, i);
        }
        join.receipt(receipt("run/0", 9L, ReceiptOutcome.TRAINED));
        join.receipt(receipt("run/9", 9L, ReceiptOutcome.TRAINED));

        // Then
        assertThat(join.forgotten()).isEqualTo(7);
        assertThat(join.byVersion().byStart().get(9L).count()).isEqualTo(1);
    }

    private static Receipt receipt(String groupId, Long versionIn, ReceiptOutcome outcome) {
        return Receipt.newBuilder()
                .setGroupId(groupId)
                .setRunId("run")
                .setLearner("learner")
                .setOutcome(outcome)
                .setVersionIn(versionIn)
                .build();
    }
}
