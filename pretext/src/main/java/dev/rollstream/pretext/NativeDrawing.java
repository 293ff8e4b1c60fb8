package dev.rollstream.pretext;

import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.Resampling;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import java.util.List;

/**
 * Markers on the picture's own pixels, nothing around it. A picture that has several times the pixels that models look at (some
 * 262,000) is first reduced by the largest whole factor that leaves {@value #ENOUGH_PIXELS}: models lose nothing by it, while
 * encoding and sending take less. A whole factor means every pixel is the plain mean of a square; at most a strip narrower than the
 * factor is left off at the right and at the bottom.
 *
 * @param factor by which the picture is reduced
 * @param size of a marker in drawn pixels: in proportion to the picture, so that it is as legible after models reduced it
 */
record NativeDrawing(int factor, Marker.Size size) {
    static final int ENOUGH_PIXELS = 400_000;

    private static final double DIAMETER_PER_SIDE = 0.055;
    private static final double LEAST_DIAMETER = 24;

    /** How a picture of the given size is drawn. */
    static NativeDrawing of(int width, int height) {
        int factor = 1;
        while ((long) (width / (factor + 1)) * (height / (factor + 1)) >= ENOUGH_PIXELS) {
            factor++;
        }
        double side = Math.sqrt((double) (width / factor) * (height / factor));
        double diameter = Math.max(LEAST_DIAMETER, DIAMETER_PER_SIDE * side);
        return new NativeDrawing(factor, new Marker.Size(diameter, diameter / 14, diameter * 0.56));
    }

    /** How many of the picture's own pixels a marked pixel must keep from the border, so that no marker sticks out. */
    int margin() {
        return (int) (size.diameter() / 2 * factor) + 1 + factor;
    }

    /** Distance of two marked pixels, in the picture's own pixels, at which markers have one's width between them. */
    double spacing() {
        return 2 * size.diameter() * factor;
    }

    /** A picture with markers, which are placed in its own pixels, as a file. */
    static EncodedImage encode(RgbImage picture, List<Marker> markers, PictureEncoding encoding) {
        return encoding.encode(of(picture.width(), picture.height()).draw(picture, markers));
    }

    /** Draws markers that are placed in the picture's own pixels. */
    RgbImage draw(RgbImage picture, List<Marker> markers) {
        RgbCanvas canvas = RgbCanvas.copyOf(factor == 1 ? picture : Resampling.shrink(picture, factor));
        for (Marker marker : markers) {
            new Marker(marker.digit(), marker.x() / factor, marker.y() / factor).draw(canvas, size);
        }
        return canvas.finish();
    }
}
