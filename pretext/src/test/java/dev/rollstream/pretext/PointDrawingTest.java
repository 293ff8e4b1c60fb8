package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.TestPictures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both ways to draw markers: on the picture's own pixels, and as in the released figures. */
class PointDrawingTest {
    @ParameterizedTest
    @CsvSource({
        "416,320,1,416,320",
        "640,480,1,640,480",
        "1024,768,1,1024,768",
        "1264,1264,1,1264,1264",
        "1600,1064,2,800,532",
        "1601,1065,2,800,532",
        "1600,1600,2,800,800",
        "4000,3000,5,800,600",
        "50,40,1,50,40"
    })
    void reducesLargePicturesByAWholeFactor(int width, int height, int factor, int drawnWidth, int drawnHeight) {
        // Given
        NativeDrawing drawing = NativeDrawing.of(width, height);
        // When
        RgbImage drawn = drawing.draw(TestPictures.plain(width, height, 0x808080), List.of());
        // Then
        assertThat(drawing.factor()).isEqualTo(factor);
        assertThat(drawn).isEqualTo(TestPictures.plain(drawnWidth, drawnHeight, 0x808080));
    }

    @Test
    void drawsOnThePicturesOwnPixels() {
        // Given
        RgbImage picture = TestPictures.varied(640, 480);
        NativeDrawing drawing = NativeDrawing.of(640, 480);
        // When
        RgbImage drawn = drawing.draw(picture, List.of(new Marker(1, 200.5, 100.5)));
        // Then: all but the marker as it was
        double radius = drawing.size().diameter() / 2 + 1;
        for (int y = 0; y < 480; y++) {
            for (int x = 0; x < 640; x++) {
                if (Math.hypot(x - 200, y - 100) > radius) {
                    assertThat(drawn.rgb(x, y)).isEqualTo(picture.rgb(x, y));
                }
            }
        }
        assertThat(drawn.rgb(200, 100 - (int) radius + 2)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"416,320", "640,480", "1024,768", "1600,1064", "1599,1067"})
    void keepsMarkersInsideTheDrawnPicture(int width, int height) {
        // Given
        NativeDrawing drawing = NativeDrawing.of(width, height);
        int margin = drawing.margin();
        double radius = drawing.size().diameter() / 2;
        // When: the outermost centres that a margin allows
        double left = (margin + 0.5) / drawing.factor();
        double right = (width - margin - 0.5) / drawing.factor();
        double bottom = (height - margin - 0.5) / drawing.factor();
        // Then
        assertThat(left - radius).isBetween(0.0, 3.0);
        assertThat(right + radius).isBetween(width / drawing.factor() - 3.0, (double) (width / drawing.factor()));
        assertThat(bottom + radius).isLessThanOrEqualTo(height / drawing.factor());
        assertThat(drawing.spacing()).isEqualTo(4 * radius * drawing.factor());
    }

    @ParameterizedTest
    @CsvSource({"416,320", "640,480", "1024,768", "1600,1064", "1600,500"})
    void keepsDigitsLegibleWhereModelsReducePictures(int width, int height) {
        // Given
        NativeDrawing drawing = NativeDrawing.of(width, height);
        double pixels = (double) (width / drawing.factor()) * (height / drawing.factor());
        // When
        double reduced = drawing.size().digitHeight() * Math.min(1, Math.sqrt(262_144 / pixels));
        // Then
        assertThat(reduced).isBetween(13.0, 17.0);
    }

    @ParameterizedTest
    @CsvSource({"1024,768,954,723", "1600,1064,960,648", "640,480,954,723", "300,900,261,723"})
    void scalesDepthFiguresAsReleased(int width, int height, int figureWidth, int figureHeight) {
        // When
        RgbImage figure = FigureDrawing.DEPTH.draw(TestPictures.plain(width, height, 0x206080), List.of());
        // Then: 15 px of white, then the picture
        assertThat(List.of(figure.width(), figure.height())).isEqualTo(List.of(figureWidth, figureHeight));
        assertThat(figure.rgb(14, figureHeight / 2)).isEqualTo(0xFFFFFF);
        assertThat(figure.rgb(15, figureHeight / 2)).isEqualTo(0x206080);
        assertThat(figure.rgb(figureWidth - 16, figureHeight - 16)).isEqualTo(0x206080);
        assertThat(figure.rgb(figureWidth - 15, figureHeight - 16)).isEqualTo(0xFFFFFF);
    }

    @ParameterizedTest
    @CsvSource({"1600,1064,1185,798", "1600,1200,1170,885", "1155,855,1185,885"})
    void scalesPositionFiguresAsReleased(int width, int height, int figureWidth, int figureHeight) {
        // When
        RgbImage figure = FigureDrawing.POSITION.draw(TestPictures.plain(width, height, 0x206080), List.of());
        // Then
        assertThat(List.of(figure.width(), figure.height())).isEqualTo(List.of(figureWidth, figureHeight));
    }

    @Test
    void growsWhereAMarkerSticksOut() {
        // Given: 12 px from the left and the upper border of the source, 10.8 in the figure, of a radius of 25
        RgbImage source = TestPictures.plain(1_024, 768, 0x206080);
        // When
        RgbImage figure = FigureDrawing.DEPTH.draw(source, List.of(new Marker(2, 12.5, 12.5)));
        // Then: 14 px on both axes
        assertThat(List.of(figure.width(), figure.height())).isEqualTo(List.of(954 + 14, 723 + 14));
        assertThat(figure.rgb(28, 80)).isEqualTo(0xFFFFFF);
        assertThat(figure.rgb(29, 80)).isEqualTo(0x206080);
        assertThat(MarkerFinder.centre(figure, new Region(0, 0, 100, 100))).satisfies(centre -> {
            assertThat(centre[0]).isBetween(39.0, 41.5);
            assertThat(centre[1]).isBetween(39.0, 41.5);
        });
    }

    @Test
    void writesFiguresAtTheReleasedQuality() {
        // Given
        RgbImage source = TestPictures.varied(200, 100);
        // When
        int released = FigureDrawing.DEPTH
                .encode(source, List.of(), PictureEncoding.JPEG_95)
                .bytes()
                .length;
        // Then
        RgbImage figure = FigureDrawing.DEPTH.draw(source, List.of());
        assertThat(released).isLessThan(PictureEncoding.JPEG_95.encode(figure).bytes().length);
        assertThat(Pictures.decode(FigureDrawing.DEPTH.encode(source, List.of(), PictureEncoding.PNG)))
                .isEqualTo(figure);
    }
}
