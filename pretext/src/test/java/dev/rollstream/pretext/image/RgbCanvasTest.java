package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RgbCanvasTest {
    private static final RgbImage SIX = RgbImage.of(3, 2, new int[] {1, 2, 3, 4, 5, 6});

    @Test
    void flipsVerticallyByReversingRows() {
        // Given
        RgbCanvas canvas = canvas();
        // When
        canvas.flipVertically(new Region(0, 0, 3, 2));
        // Then
        assertThat(canvas.finish()).isEqualTo(RgbImage.of(3, 2, new int[] {4, 5, 6, 1, 2, 3}));
    }

    @Test
    void flipsHorizontallyByReversingEachRow() {
        // Given
        RgbCanvas canvas = canvas();
        // When
        canvas.flipHorizontally(new Region(0, 0, 3, 2));
        // Then
        assertThat(canvas.finish()).isEqualTo(RgbImage.of(3, 2, new int[] {3, 2, 1, 6, 5, 4}));
    }

    @Test
    void leavesWhatIsOutsideARegion() {
        // Given
        RgbCanvas canvas = canvas();
        // When
        canvas.flipHorizontally(new Region(1, 1, 2, 1));
        canvas.fill(new Region(0, 0, 1, 1), 9);
        // Then
        assertThat(canvas.finish()).isEqualTo(RgbImage.of(3, 2, new int[] {9, 2, 3, 4, 6, 5}));
    }

    @Test
    void blendsByCoverage() {
        // Given
        RgbCanvas canvas = new RgbCanvas(3, 1);
        // When
        canvas.blend(0, 0, 0xFF8040, 0);
        canvas.blend(1, 0, 0xFF8040, 0.5);
        canvas.blend(2, 0, 0xFF8040, 7);
        // Then
        assertThat(canvas.finish()).isEqualTo(RgbImage.of(3, 1, new int[] {0, 0x804020, 0xFF8040}));
    }

    @Test
    void refusesRegionsBeyondTheImage() {
        assertThatThrownBy(() -> new RgbCanvas(9, 9).paste(SIX, new Region(1, 0, 3, 1), 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static RgbCanvas canvas() {
        RgbCanvas canvas = new RgbCanvas(3, 2);
        canvas.paste(SIX, new Region(0, 0, 3, 2), 0, 0);
        return canvas;
    }
}
