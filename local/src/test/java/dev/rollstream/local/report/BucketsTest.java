package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private static final int LIMIT = 16;

    @Test
    void widenAsTheAxisGrowsAndLoseNothing() {
        // Given
        Buckets<long[]> buckets = counters();

        // When
        for (long x = 0; x < 1_000; x++) {
            buckets.at(x)[0]++;
        }

        // Then
        assertThat(buckets.byStart()).hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(buckets.width()).isEqualTo(64);
        assertThat(buckets.byStart().get(128L)).containsExactly(64);
        assertThat(total(buckets)).isEqualTo(1_000);
    }

    @Test
    void doNotDependOnTheOrderOfArrival() {
        // Given
        Buckets<long[]> rising = counters();
        Buckets<long[]> falling = counters();

        // When
        for (long x = 0; x < 500; x++) {
            rising.at(x)[0]++;
            falling.at(499 - x)[0]++;
        }

        // Then
        assertThat(falling.byStart()).usingRecursiveComparison().isEqualTo(rising.byStart());
    }

    @Test
    void stayWithinTheirLimitWhateverComes() {
        // Given
        Buckets<long[]> buckets = counters();
        Random random = new Random(3);

        // When
        for (int i = 0; i < 10_000; i++) {
            buckets.at(random.nextLong())[0]++;
        }
        buckets.at(Long.MIN_VALUE)[0]++;
        buckets.at(Long.MAX_VALUE)[0]++;

        // Then
        assertThat(buckets.byStart()).hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(total(buckets)).isEqualTo(10_002);
    }

    private static Buckets<long[]> counters() {
        return new Buckets<>(LIMIT, 1, () -> new long[1], (a, b) -> {
            a[0] += b[0];
            return a;
        });
    }

    private static long total(Buckets<long[]> buckets) {
        return buckets.byStart().values().stream().mapToLong(count -> count[0]).sum();
    }
}
