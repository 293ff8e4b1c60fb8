package dev.rollstream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CatchUpTest {
    private static final TopicPartition PARTITION = new TopicPartition("rollouts", 0);
    private static final long NEEDED_MS = 10_000;

    private final FakeOffsets cluster = new FakeOffsets();
    private long nowMs = NEEDED_MS + CatchUp.SLACK_MS;
    private final CatchUp catchUp = new CatchUp(cluster, () -> nowMs);

    @Test
    void asksNothingUntilSomeoneNeedsIt() {
        // When
        catchUp.step();

        // Then
        assertThat(cluster.questions).isZero();
    }

    @Test
    void knowsNothingBeforeTheCommittedPositionReachesTheNotedEnd() {
        // Given
        cluster.end = 100;
        cluster.committed = 40;
        catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS);
        catchUp.step();
        cluster.committed = 99;

        // When
        catchUp.step();

        // Then
        assertThat(catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS)).isEqualTo(LogReadiness.UNKNOWN);
    }

    @Test
    void knowsTheInstantAtWhichTheEndWasNotedUnderSteadyTraffic() {
        // Given
        cluster.end = 100;
        cluster.committed = 40;
        catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS);
        catchUp.step();

        // When
        cluster.end = 250;
        cluster.committed = 120;
        nowMs += 5_000;
        catchUp.step();

        // Then
        assertThat(catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS)).isEqualTo(NEEDED_MS);
    }

    @Test
    void stopsAskingOnceItKnowsEnough() {
        // Given
        catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS);
        catchUp.step();
        catchUp.step();
        int asked = cluster.questions;

        // When
        catchUp.step();

        // Then
        assertThat(catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS)).isEqualTo(NEEDED_MS);
        assertThat(cluster.questions).isEqualTo(asked);
    }

    @Test
    void looksBehindMarkersWhereThePositionStandsStill() {
        // Given
        cluster.end = 101;
        cluster.committed = 100;
        cluster.emptyFrom = 100;
        catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS);
        catchUp.step();

        // When
        catchUp.step();

        // Then
        assertThat(catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS)).isEqualTo(NEEDED_MS);
    }

    @Test
    void waitsForRecordsThatAreNotReadHoweverLongThePositionStandsStill() {
        // Given
        cluster.end = 101;
        cluster.committed = 100;
        catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS);

        // When
        for (int i = 0; i < 50; i++) {
            nowMs += 1_000;
            catchUp.step();
        }

        // Then
        assertThat(catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS)).isEqualTo(LogReadiness.UNKNOWN);
    }

    @Test
    void goesOnUntilTheInstantThatIsNeeded() {
        // Given
        nowMs = NEEDED_MS;
        catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS);
        catchUp.step();
        catchUp.step();
        long early = catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS);

        // When
        nowMs = NEEDED_MS + 2 * CatchUp.SLACK_MS;
        catchUp.step();
        catchUp.step();

        // Then
        assertThat(early).isLessThan(NEEDED_MS);
        assertThat(catchUp.caughtUpAsOfMs(PARTITION, NEEDED_MS)).isGreaterThanOrEqualTo(NEEDED_MS);
    }

    private static final class FakeOffsets implements LogOffsets {
        private long end;
        private long committed;
        private long emptyFrom = Long.MAX_VALUE;
        private int questions;

        @Override
        public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
            return all(partitions, end);
        }

        @Override
        public Map<TopicPartition, Long> committed(Set<TopicPartition> partitions) {
            return all(partitions, committed);
        }

        private Map<TopicPartition, Long> all(Set<TopicPartition> partitions, long offset) {
            questions++;
            return new HashMap<>(
                    partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> offset)));
        }

        @Override
        public boolean isEmptyBetween(TopicPartition partition, long from, long to) {
            return from >= emptyFrom;
        }

        @Override
        public void close() {
            throw new AssertionError("whoever made it closes it");
        }
    }
}
