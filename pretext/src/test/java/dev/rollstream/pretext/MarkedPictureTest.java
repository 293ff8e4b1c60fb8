package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.scene.DrawnScenes;
import org.junit.jupiter.api.Test;

class MarkedPictureTest {
    @Test
    void onlyDiscsAtTheSpotsAreChanged() {
        RgbImage scene = scene(160, 120);
        double radius = NativeDrawing.of(160, 120).size().diameter() / 2 + 1;
        for (int seed = 0; seed < 20; seed++) {
            // When
            MarkedPicture marked = MarkedPicture.of(scene, 3, seed);

            // Then
            assertThat(marked.spots()).hasSize(3);
            for (int y = 0; y < 120; y++) {
                for (int x = 0; x < 160; x++) {
                    assertThat(marked.pixels().rgb(x, y) == scene.rgb(x, y) || near(marked, x + 0.5, y + 0.5, radius))
                            .as("seed %s, pixel %s, %s", seed, x, y)
                            .isTrue();
                }
            }
        }
    }

    private static boolean near(MarkedPicture marked, double x, double y, double radius) {
        return marked.spots().stream()
                .anyMatch(spot -> Math.hypot(spot.across() * 160 - x, spot.down() * 120 - y) <= radius);
    }

    @Test
    void theSeedDecidesAndSpotsSpreadOverThePicture() {
        RgbImage scene = scene(160, 120);
        assertThat(MarkedPicture.of(scene, 2, 5)).isEqualTo(MarkedPicture.of(scene, 2, 5));
        double left = 1;
        double right = 0;
        for (int seed = 0; seed < 50; seed++) {
            MarkedPicture.Spot first = MarkedPicture.of(scene, 1, seed).spots().get(0);
            left = Math.min(left, first.across());
            right = Math.max(right, first.across());
        }
        assertThat(left).isLessThan(0.2);
        assertThat(right).isGreaterThan(0.8);
    }

    @Test
    void aPictureThatIsTooSmallGetsNoMarker() {
        RgbImage dot = RgbCanvas.copyOf(scene(16, 16)).finish();
        assertThat(MarkedPicture.of(dot, 3, 1).spots()).isEmpty();
        assertThat(MarkedPicture.of(dot, 3, 1).pixels()).isEqualTo(dot);
    }

    @Test
    void moreMarkersThanThereAreAreRefused() {
        assertThatThrownBy(() -> MarkedPicture.of(scene(160, 120), 4, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4");
    }

    private static RgbImage scene(int width, int height) {
        return ((LoadOutcome.Loaded) new DrawnScenes(3, 1, width, height).load(0))
                .image()
                .pixels();
    }
}
