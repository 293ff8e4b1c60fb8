package dev.rollstream.pretext.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativePositionTest {
    @ParameterizedTest
    @CsvSource({"LEFT,90", "RIGHT,270", "TO_VIEWER,180", "AWAY,0"})
    void agreesWithTurningTheScene(Facing facing, int degrees) {
        // Given: sine and cosine of quarter turns
        int sine = degrees == 90 ? 1 : degrees == 270 ? -1 : 0;
        int cosine = degrees == 0 ? 1 : degrees == 180 ? -1 : 0;
        for (int dx : new int[] {-7, 7}) {
            for (int dz : new int[] {-3, 3}) {
                // When
                double right = cosine * dx + sine * dz;
                double ahead = -sine * dx + cosine * dz;
                // Then
                String side = right > 0 ? "Right" : "Left";
                String front = ahead > 0 ? "Front" : "Back";
                assertThat(new RelativePosition(PairKind.FAR, 40 * dx, dz).answer(facing))
                        .isEqualTo(side + "-" + front);
                boolean acrossIsSide = sine == 0;
                assertThat(new RelativePosition(PairKind.NEAR, dx, dz).answer(facing))
                        .isEqualTo(acrossIsSide ? side : front);
                assertThat(new RelativePosition(PairKind.FAR, dx, dz).answer(facing))
                        .isEqualTo(acrossIsSide ? front : side);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LEFT,Back,Right,Right-Back",
        "RIGHT,Front,Left,Left-Front",
        "TO_VIEWER,Left,Back,Left-Back",
        "AWAY,Right,Front,Right-Front"
    })
    void countsATieAsPositive(Facing facing, String across, String along, String corner) {
        assertThat(new RelativePosition(PairKind.NEAR, 0, -1).answer(facing)).isEqualTo(across);
        assertThat(new RelativePosition(PairKind.FAR, 150, 0).answer(facing)).isEqualTo(along);
        assertThat(new RelativePosition(PairKind.FAR, 151, 0).answer(facing)).isEqualTo(corner);
    }

    @Test
    void offersCornersOnlyBeyond150PixelsAtDifferentDepths() {
        // Given
        List<String> axes = List.of("Left", "Right", "Front", "Back");
        List<String> corners = List.of("Left-Front", "Right-Front", "Right-Back", "Left-Back");
        // When Then
        assertThat(new RelativePosition(PairKind.NEAR, 400, 0).options()).isEqualTo(axes);
        assertThat(new RelativePosition(PairKind.FAR, -150, 9).options()).isEqualTo(axes);
        assertThat(new RelativePosition(PairKind.FAR, -151, 9).options()).isEqualTo(corners);
    }

    @Test
    void measuresFromCameraToTargetAndTakesTheLargestDepthOfABlock() {
        // Given
        DepthWindow camera = new DepthWindow(10, 50, 1, 4);
        DepthWindow target = new DepthWindow(200, 20, 2, 3);
        // When Then
        assertThat(RelativePosition.of(PairKind.FAR, camera, target))
                .isEqualTo(new RelativePosition(PairKind.FAR, 190, -1));
        assertThat(RelativePosition.of(PairKind.FAR, target, camera))
                .isEqualTo(new RelativePosition(PairKind.FAR, -190, 1));
    }
}
