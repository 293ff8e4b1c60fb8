package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeededOrderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 1_000, 118_287})
    void isAPermutation(int size) {
        // Given
        SeededOrder order = new SeededOrder(size, new SeededRandom(size));
        // When
        int[] sorted = IntStream.range(0, size).map(order::at).sorted().toArray();
        // Then
        assertThat(sorted).isEqualTo(IntStream.range(0, size).toArray());
    }

    @Test
    void reachesEveryOrderOfThree() {
        // When
        Set<String> orders = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SeededOrder order = new SeededOrder(3, new SeededRandom(seed));
            orders.add("" + order.at(0) + order.at(1) + order.at(2));
        }
        // Then
        assertThat(orders).hasSize(6);
    }
}
