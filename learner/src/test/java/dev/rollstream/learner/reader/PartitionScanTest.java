package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PartitionScanTest {
    @Test
    void mergesNearOffsetsIntoOneRangeAndSeeksOverWideGaps() {
        // Given
        PartitionScan scan = new PartitionScan(List.of(10L, 12L, 15L, 100L));

        // When, Then
        assertThat(scan.seekFrom(-1, 5)).isEqualTo(OptionalLong.of(10));
        assertThat(scan.seekFrom(10, 5)).isEmpty();
        assertThat(scan.take(10)).isTrue();
        assertThat(scan.take(11)).isFalse();
        assertThat(scan.take(12)).isTrue();
        assertThat(scan.seekFrom(13, 5)).isEmpty();
        assertThat(scan.take(15)).isTrue();
        assertThat(scan.seekFrom(16, 5)).isEqualTo(OptionalLong.of(100));
        assertThat(scan.seekFrom(95, 5)).isEmpty();
        assertThat(scan.seekFrom(101, 5)).isEqualTo(OptionalLong.of(100));
        assertThat(scan.done()).isFalse();
        assertThat(scan.take(100)).isTrue();
        assertThat(scan.done()).isTrue();
        assertThat(scan.seekFrom(101, 5)).isEmpty();
        assertThat(scan.take(100)).isFalse();
    }

    @Test
    void settlesWhatItPassedAndWhatLiesBeyond() {
        // Given
        PartitionScan scan = new PartitionScan(List.of(3L, 5L, 8L, 9L));

        // When, Then
        assertThat(scan.passed(3)).isEmpty();
        assertThat(scan.passed(6)).containsExactly(3L, 5L);
        assertThat(scan.passed(6)).isEmpty();
        assertThat(scan.last()).isEqualTo(9);
        assertThat(scan.beyond(9)).containsExactly(9L);
        assertThat(scan.last()).isEqualTo(8);
        assertThat(scan.beyond(8)).containsExactly(8L);
        assertThat(scan.last()).isEqualTo(-1);
        assertThat(scan.done()).isTrue();
    }
}
