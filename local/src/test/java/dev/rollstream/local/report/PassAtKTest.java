package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassAtKTest {
    @Test
    void isTheShareOfChoicesThatHaveARightOne() {
        for (int n = 1; n <= 8; n++) {
            for (int c = 0; c <= n; c++) {
                for (int k = 1; k <= n; k++) {
                    assertThat(PassAtK.estimate(n, c, k))
                            .as("n = %s, c = %s, k = %s", n, c, k)
                            .isCloseTo(counted(n, c, k), within(1e-12));
                }
            }
        }
    }

    /** Goes through every choice of k of n members, of which the first c are right. */
    private static double counted(int n, int c, int k) {
        int rightOnes = (1 << c) - 1;
        int[] choices = IntStream.range(0, 1 << n)
                .filter(choice -> Integer.bitCount(choice) == k)
                .toArray();
        long withRight = IntStream.of(choices)
                .filter(choice -> (choice & rightOnes) != 0)
                .count();
        return (double) withRight / choices.length;
    }

    @ParameterizedTest
    @CsvSource({"1024, 0, 512, 0", "1024, 1, 512, 0.5", "1024, 1024, 1, 1", "1024, 3, 1, 0.0029296875"})
    void staysANumberForLargeGroups(int n, int c, int k, double expected) {
        assertThat(PassAtK.estimate(n, c, k)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void measuresPowersOfTwoAndTheGroupSize() {
        // Given
        PassAtK passAt = new PassAtK();
        passAt.add(6, 3, 6);
        passAt.add(6, 0, 6);

        // When
        passAt.add(3, 3, 6);

        // Then
        assertThat(passAt.byK().keySet()).containsExactly(1, 2, 4, 6);
        assertThat(passAt.byK().get(1).mean()).isCloseTo((0.5 + 0 + 1) / 3, within(1e-12));
        assertThat(passAt.byK().get(2).count()).isEqualTo(3);
        assertThat(passAt.byK().get(4).count())
                .as("three members say nothing of four")
                .isEqualTo(2);
        assertThat(passAt.byK().get(6).mean()).isCloseTo(0.5, within(1e-12));
    }
}
