package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BoxReductionTest {
    @Test
    void averagesBoxes() {
        // Given
        BoxReduction reduction = new BoxReduction(4, 2, 2, 1);
        // When
        reduction.accept(new int[] {0x000000, 0x100000, 0x000003, 0x000005});
        reduction.accept(new int[] {0x200000, 0x300000, 0x000007, 0x000009});
        // Then
        assertThat(reduction.result()).isEqualTo(RgbImage.of(2, 1, new int[] {0x180000, 0x000006}));
    }

    @Test
    void coversEveryPixelOnceWhereSizesDoNotDivide() {
        // Given: 5 columns to 2 are boxes of 2 and 3
        BoxReduction reduction = new BoxReduction(5, 1, 2, 1);
        // When
        reduction.accept(new int[] {10, 20, 30, 60, 90});
        // Then
        assertThat(reduction.result()).isEqualTo(RgbImage.of(2, 1, new int[] {15, 60}));
    }

    @Test
    void refusesToEnlargeAndToEndEarly() {
        assertThatThrownBy(() -> new BoxReduction(2, 2, 3, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoxReduction(2, 2, 1, 1).result()).isInstanceOf(IllegalStateException.class);
    }
}
