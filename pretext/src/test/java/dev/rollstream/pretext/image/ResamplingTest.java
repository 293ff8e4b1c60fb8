package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    private static final int[][] SMALL = {{0, 50, 255}, {10, 200, 30}, {90, 60, 120}};

    @Test
    void stretchesAsOpenCvDoes() {
        // When
        RgbImage wide = Resampling.bilinear(grey(SMALL), new Region(0, 0, 3, 3), 7, 5);
        RgbImage twice = Resampling.bilinear(grey(SMALL), new Region(0, 0, 3, 3), 6, 6);
        // Then: values printed by cv2.resize(..., interpolation=cv2.INTER_LINEAR), which rounds in more steps
        assertNear(wide, new int[][] {
            {0, 7, 28, 50, 138, 225, 255},
            {4, 19, 64, 110, 133, 157, 165},
            {10, 37, 119, 200, 127, 54, 30},
            {58, 66, 91, 116, 102, 88, 84},
            {90, 86, 73, 60, 86, 111, 120}
        });
        assertNear(twice, new int[][] {
            {0, 12, 37, 101, 204, 255},
            {3, 24, 66, 115, 171, 199},
            {8, 46, 124, 143, 105, 86},
            {30, 64, 131, 137, 81, 53},
            {70, 76, 89, 96, 97, 98},
            {90, 82, 67, 75, 105, 120}
        });
    }

    @Test
    void squeezesAsOpenCvDoes() {
        // When
        RgbImage squeezed = Resampling.bilinear(grey(SMALL), new Region(0, 0, 3, 3), 2, 2);
        // Then
        assertNear(squeezed, new int[][] {{24, 171}, {76, 97}});
    }

    @Test
    void averagesAreasAsOpenCvDoes() {
        // When
        RgbImage mean = Resampling.mean(grey(SMALL), new Region(0, 0, 3, 3), 2, 2);
        // Then: cv2.INTER_AREA
        assertNear(mean, new int[][] {{36, 153}, {78, 96}});
    }

    @Test
    void keepsASizeThatIsTheSame() {
        // Given
        RgbImage image = TestPictures.varied(37, 23);
        Region part = new Region(5, 4, 20, 11);
        // When Then
        assertThat(Resampling.bilinear(image, part, 20, 11)).isEqualTo(image.part(part));
        assertThat(Resampling.mean(image, part, 20, 11)).isEqualTo(image.part(part));
    }

    @Test
    void seesNothingOutsideThePart() {
        // Given: a grey part in a varied picture
        RgbCanvas canvas = RgbCanvas.copyOf(TestPictures.varied(40, 30));
        Region part = new Region(7, 9, 13, 10);
        canvas.fill(part, 0x406080);
        RgbImage image = canvas.finish();
        // When Then
        assertThat(Resampling.bilinear(image, part, 31, 5)).isEqualTo(TestPictures.plain(31, 5, 0x406080));
        assertThat(Resampling.mean(image, part, 7, 6)).isEqualTo(TestPictures.plain(7, 6, 0x406080));
    }

    @Test
    void agreesWithTheFormulaInFloatingPoint() {
        // Given
        RgbImage image = TestPictures.varied(61, 47);
        Region part = new Region(3, 2, 50, 41);
        // When
        RgbImage resized = Resampling.bilinear(image, part, 83, 29);
        // Then
        for (int y = 0; y < 29; y++) {
            for (int x = 0; x < 83; x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    assertThat((double) (resized.rgb(x, y) >> shift & 0xFF))
                            .isCloseTo(mixed(image, part, x, y, shift), Offset.offset(0.6));
                }
            }
        }
    }

    private static double mixed(RgbImage image, Region part, int x, int y, int shift) {
        double placeX = Math.min(part.width() - 1, Math.max(0, (x + 0.5) * part.width() / 83 - 0.5));
        double placeY = Math.min(part.height() - 1, Math.max(0, (y + 0.5) * part.height() / 29 - 0.5));
        double sum = 0;
        for (int dy = 0; dy <= 1; dy++) {
            for (int dx = 0; dx <= 1; dx++) {
                int column = Math.min(part.width() - 1, (int) placeX + dx);
                int row = Math.min(part.height() - 1, (int) placeY + dy);
                double weight = Math.abs(1 - dx - placeX % 1) * Math.abs(1 - dy - placeY % 1);
                sum += weight * (image.rgb(part.x() + column, part.y() + row) >> shift & 0xFF);
            }
        }
        return sum;
    }

    @Test
    void refusesToEnlargeByAveraging() {
        assertThatThrownBy(() -> Resampling.mean(TestPictures.varied(5, 5), new Region(0, 0, 3, 5), 4, 5))
                .hasMessage("cannot reduce 3 x 5 to 4 x 5");
    }

    @Test
    void turnsByAQuarter() {
        // Given
        RgbImage image = RgbImage.of(3, 2, new int[] {1, 2, 3, 4, 5, 6});
        // When Then
        assertThat(image.turned(true)).isEqualTo(RgbImage.of(2, 3, new int[] {4, 1, 5, 2, 6, 3}));
        assertThat(image.turned(false)).isEqualTo(RgbImage.of(2, 3, new int[] {3, 6, 2, 5, 1, 4}));
    }

    private static RgbImage grey(int[][] levels) {
        int[] pixels = Arrays.stream(levels)
                .flatMapToInt(Arrays::stream)
                .map(l -> l * 0x010101)
                .toArray();
        return RgbImage.of(levels[0].length, levels.length, pixels);
    }

    private static void assertNear(RgbImage image, int[][] levels) {
        assertThat(image.width()).isEqualTo(levels[0].length);
        assertThat(image.height()).isEqualTo(levels.length);
        for (int y = 0; y < levels.length; y++) {
            for (int x = 0; x < levels[y].length; x++) {
                assertThat(image.rgb(x, y) & 0xFF).as("(%d, %d)", x, y).isCloseTo(levels[y][x], Offset.offset(1));
            }
        }
    }

    @Test
    void shrinksByAWholeFactorToTheMean() {
        for (int factor : new int[] {1, 2, 3, 7, 16}) {
            // Given: noise, full white among it, and a strip to leave off
            RgbImage image = TestPictures.varied(48 + factor - 1, 50);
            RgbImage white = TestPictures.plain(32, 32, 0xFFFFFF);
            int width = image.width() / factor;
            int height = image.height() / factor;
            // When
            RgbImage shrunk = Resampling.shrink(image, factor);
            // Then
            Region whole = new Region(0, 0, width * factor, height * factor);
            assertThat(shrunk).isEqualTo(Resampling.mean(image, whole, width, height));
            assertThat(Resampling.shrink(white, factor))
                    .isEqualTo(TestPictures.plain(32 / factor, 32 / factor, 0xFFFFFF));
        }
    }

    @Test
    void refusesFactorsThatDoNotFit() {
        RgbImage image = TestPictures.plain(40, 20, 0);
        for (int factor : new int[] {0, 17, 21}) {
            assertThatThrownBy(() -> Resampling.shrink(image, factor)).hasMessageContaining("40 x 20] by " + factor);
        }
    }
}
