package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbImage;
import java.util.Locale;

/** What a wrong option of a crop task is made of. */
enum CropKind {
    /** The square turned by a quarter, counter-clockwise. */
    LEFT_ROTATION,
    /** The square turned by a quarter, clockwise. */
    RIGHT_ROTATION,
    /** The middle of the square, twice as large. */
    INTERIOR,
    /** The square with a quarter of its side around it, where the picture goes on so far. */
    EXTERIOR_QUARTER,
    /** The square with half of its side around it, where the picture goes on so far. */
    EXTERIOR_HALF;

    /** For people. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * The part of the picture that an option of this kind shows; the square itself for the turned ones.
     *
     * @param crop square within the picture, of side 2 at least
     */
    Region shown(RgbImage picture, Region crop) {
        int side = crop.width();
        return switch (this) {
            case LEFT_ROTATION, RIGHT_ROTATION -> crop;
            case INTERIOR -> middle(crop, side / 4, 3 * side / 4);
            case EXTERIOR_QUARTER -> around(picture, crop, side / 4, 5 * side / 4);
            case EXTERIOR_HALF -> around(picture, crop, side / 2, 3 * side / 2);
        };
    }

    private static Region middle(Region crop, int from, int until) {
        return new Region(crop.x() + from, crop.y() + from, until - from, until - from);
    }

    private static Region around(RgbImage picture, Region crop, int before, int until) {
        int left = Math.max(0, crop.x() - before);
        int top = Math.max(0, crop.y() - before);
        int right = Math.min(picture.width(), crop.x() + until);
        int bottom = Math.min(picture.height(), crop.y() + until);
        return new Region(left, top, right - left, bottom - top);
    }
}
