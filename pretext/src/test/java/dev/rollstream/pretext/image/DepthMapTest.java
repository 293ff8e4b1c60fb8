package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DepthMapTest {
    @Test
    void holdsWhatIsNoDepthAsUnknown() {
        // Given
        float[] depths = {1, 0, -2, Float.NaN, Float.POSITIVE_INFINITY, 0.5f};
        // When
        DepthMap map = DepthMap.of(3, 2, depths);
        // Then
        assertThat(map.knownPixels()).isEqualTo(2);
        assertThat(map.at(0, 0)).isEqualTo(1);
        assertThat(map.at(2, 1)).isEqualTo(0.5f);
        assertThat(map.at(1, 0)).isNaN();
        assertThat(map.at(1, 1)).isNaN();
        assertThat(depths[1]).isZero();
    }

    @Test
    void refusesDepthsThatDoNotFillIt() {
        assertThatThrownBy(() -> DepthMap.of(3, 2, new float[5])).hasMessageContaining("3 x 2 cannot have 5");
        RgbImage picture = TestPictures.plain(4, 4, 0);
        assertThatThrownBy(
                        () -> new SourceImage("p", "0".repeat(64), picture).withDepth(DepthMap.of(3, 2, new float[6])))
                .hasMessageContaining("3 x 2, its picture 4 x 4");
    }
}
