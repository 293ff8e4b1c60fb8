package dev.rollstream.pretext;

import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.Resampling;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import java.util.List;

/**
 * Markers as in the released pictures, which a plotting library drew: the picture is scaled to fit a box, markers have a fixed
 * size, and a white margin lies around picture and markers, so that a marker that sticks out makes the whole larger.
 *
 * @param width of the box in pixels
 * @param height of the box
 * @param size of a marker
 */
record FigureDrawing(int width, int height, Marker.Size size) {
    /** For regional depth: digits of 15 pt at 150 dpi. */
    static final FigureDrawing DEPTH = new FigureDrawing(930, 693, new Marker.Size(50, 3, 23));

    /** For relative position: digits of 12 pt. */
    static final FigureDrawing POSITION = new FigureDrawing(1_155, 855, new Marker.Size(37, 2.5, 18));

    private static final int MARGIN = 15;
    private static final int WHITE = 0xFFFFFF;
    private static final PictureEncoding JPEG = new PictureEncoding(PictureFormat.JPEG, 75);

    /** A picture with markers, which are placed in its own pixels, as a file; a JPEG has the quality of the released ones. */
    EncodedImage encode(RgbImage picture, List<Marker> markers, PictureEncoding encoding) {
        PictureEncoding released = encoding.format() == PictureFormat.JPEG ? JPEG : encoding;
        return released.encode(draw(picture, markers));
    }

    /** Draws markers that are placed in the picture's own pixels. */
    RgbImage draw(RgbImage picture, List<Marker> markers) {
        double scale = Math.min((double) width / picture.width(), (double) height / picture.height());
        RgbImage scaled = scaled(picture, Math.max(1, (int) (picture.width() * scale + 0.5)), Math.max(1, (int)
                (picture.height() * scale + 0.5)));
        List<Marker> placed = markers.stream()
                .map(marker -> new Marker(marker.digit(), marker.x() * scale, marker.y() * scale))
                .toList();
        Region all = around(scaled, placed);
        RgbCanvas canvas = new RgbCanvas(all.width(), all.height());
        canvas.fill(new Region(0, 0, all.width(), all.height()), WHITE);
        canvas.paste(scaled, new Region(0, 0, scaled.width(), scaled.height()), -all.x(), -all.y());
        for (Marker marker : placed) {
            new Marker(marker.digit(), marker.x() - all.x(), marker.y() - all.y()).draw(canvas, size);
        }
        return canvas.finish();
    }

    private static RgbImage scaled(RgbImage picture, int width, int height) {
        Region whole = new Region(0, 0, picture.width(), picture.height());
        return width <= picture.width() && height <= picture.height()
                ? Resampling.mean(picture, whole, width, height)
                : Resampling.bilinear(picture, whole, width, height);
    }

    /** Picture, markers and margin, from the picture's top-left corner. */
    private Region around(RgbImage scaled, List<Marker> markers) {
        double left = 0;
        double top = 0;
        double right = scaled.width();
        double bottom = scaled.height();
        for (Marker marker : markers) {
            left = Math.min(left, marker.x() - size.diameter() / 2);
            top = Math.min(top, marker.y() - size.diameter() / 2);
            right = Math.max(right, marker.x() + size.diameter() / 2);
            bottom = Math.max(bottom, marker.y() + size.diameter() / 2);
        }
        int x = (int) Math.floor(left) - MARGIN;
        int y = (int) Math.floor(top) - MARGIN;
        return new Region(x, y, (int) Math.ceil(right) + MARGIN - x, (int) Math.ceil(bottom) + MARGIN - y);
    }
}
