package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
    private static final Marker.Size SIZE = new Marker.Size(40, 3, 20);

    @ParameterizedTest
    @ValueSource(ints = {0x000000, 0xFFFFFF, 0x3060A0})
    void isAWhiteDiscWithABlackRimOnAnyGround(int ground) {
        // When
        RgbImage drawn = draw(ground, new Marker(1, 50, 50));
        // Then: rim, disc beside the digit, ground beyond the rim
        for (int side : new int[] {-1, 1}) {
            assertThat(drawn.rgb(50 + side * 18, 50)).isZero();
            assertThat(drawn.rgb(50, 50 + side * 18)).isZero();
            assertThat(drawn.rgb(50 + side * 13, 50)).isEqualTo(0xFFFFFF);
            assertThat(drawn.rgb(50 + side * 22, 50)).isEqualTo(ground);
            assertThat(drawn.rgb(50, 50 + side * 22)).isEqualTo(ground);
        }
    }

    @Test
    void hasItsDigitInTheMiddle() {
        for (int digit = 0; digit <= 3; digit++) {
            // When
            RgbImage drawn = draw(0xFFFFFF, new Marker(digit, 50, 50));
            // Then: dark pixels within the disc reach as far up as down, and nearly as far left as right
            int[] bounds = darkWithin(drawn, 50, 50, 15);
            assertThat(bounds[3] - bounds[1] + 1).as("height of %d", digit).isBetween(18, 24);
            assertThat((bounds[1] + bounds[3] + 1) / 2.0).isBetween(48.5, 51.5);
            assertThat((bounds[0] + bounds[2] + 1) / 2.0).isBetween(46.5, 53.5);
        }
    }

    @Test
    void showsADifferentPictureForEveryDigit() {
        // When
        Set<RgbImage> pictures = new HashSet<>();
        for (int digit = 0; digit <= 3; digit++) {
            pictures.add(draw(0x808080, new Marker(digit, 50, 50)));
        }
        // Then
        assertThat(pictures).hasSize(4);
    }

    @Test
    void leavesOutWhatLiesOutsideTheCanvas() {
        // When
        RgbImage drawn = draw(0x808080, new Marker(2, -3.5, 99.5));
        // Then
        assertThat(drawn.rgb(15, 99)).isZero();
        assertThat(drawn.rgb(50, 50)).isEqualTo(0x808080);
        assertThat(draw(0x808080, new Marker(2, 500, -500))).isEqualTo(draw(0x808080, new Marker(3, -500, 500)));
    }

    private static RgbImage draw(int ground, Marker marker) {
        RgbCanvas canvas = new RgbCanvas(100, 100);
        canvas.fill(new Region(0, 0, 100, 100), ground);
        marker.draw(canvas, SIZE);
        return canvas.finish();
    }

    /** Left, top, right and bottom of the dark pixels around a point. */
    private static int[] darkWithin(RgbImage image, int centreX, int centreY, int radius) {
        int[] bounds = {Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0};
        for (int y = centreY - radius; y <= centreY + radius; y++) {
            for (int x = centreX - radius; x <= centreX + radius; x++) {
                int dx = x - centreX;
                int dy = y - centreY;
                if (dx * dx + dy * dy < radius * radius && (image.rgb(x, y) & 0xFF) < 128) {
                    bounds[0] = Math.min(bounds[0], x);
                    bounds[1] = Math.min(bounds[1], y);
                    bounds[2] = Math.max(bounds[2], x);
                    bounds[3] = Math.max(bounds[3], y);
                }
            }
        }
        return bounds;
    }
}
