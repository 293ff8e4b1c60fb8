package dev.rollstream.pretext.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerspectiveTest {
    /** 1,000 px wide, so that column c at depth z lies (c - 500) / 1000 * z to the side. */
    private static final Perspective PERSPECTIVE = new Perspective(500.5, 1_000);

    @ParameterizedTest
    @CsvSource({
        // at one depth, side by side
        "NEAR, 300, 10, 600, 10, true",
        // 1.2 to the side, 1 in depth; and the other way round
        "NEAR, 400, 10, 520, 11, true",
        "NEAR, 400, 10, 520, 12, false",
        // drawn to the right, in space to the left: -2 and -4
        "NEAR, 300, 10, 400, 40, false",
        // far and drawn far to the right, and so in space
        "FAR, 300, 10, 700, 40, true",
        // near on the left, far on the right of it but left of the middle
        "FAR, 200, 4, 400, 40, false",
        "FAR, 400, 40, 200, 4, false",
        // hardly to the side: only depth is asked about, which prevails
        "FAR, 500, 10, 600, 40, true",
        // drawn near each other, in space more apart to the side than in depth
        "FAR, 950, 30, 960, 60, true",
        "FAR, 2400, 30, 2410, 60, false"
    })
    void confirmsWhatHoldsInSpace(PairKind kind, int x1, float z1, int x2, float z2, boolean confirmed) {
        // Given
        DepthWindow a = new DepthWindow(x1, 100, z1, z1);
        DepthWindow b = new DepthWindow(x2, 100, z2, z2);
        // When Then
        assertThat(PERSPECTIVE.confirms(kind, a, b)).isEqualTo(confirmed);
        assertThat(PERSPECTIVE.confirms(kind, b, a)).isEqualTo(confirmed);
    }
}
