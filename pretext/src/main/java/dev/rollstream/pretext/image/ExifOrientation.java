package dev.rollstream.pretext.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;

/**
 * How a camera was held: the eight values of EXIF tag 0x0112, in their order from 1. A value says which sides of the scene the
 * stored first row and first column are.
 */
enum ExifOrientation {
    TOP_LEFT(false, false, false),
    TOP_RIGHT(false, true, false),
    BOTTOM_RIGHT(false, true, true),
    BOTTOM_LEFT(false, false, true),
    LEFT_TOP(true, false, false),
    RIGHT_TOP(true, false, true),
    RIGHT_BOTTOM(true, true, true),
    LEFT_BOTTOM(true, true, false);

    private final boolean transposed;
    /** Upright columns run against the stored axis that they come from. */
    private final boolean mirroredX;

    private final boolean mirroredY;

    ExifOrientation(boolean transposed, boolean mirroredX, boolean mirroredY) {
        this.transposed = transposed;
        this.mirroredX = mirroredX;
        this.mirroredY = mirroredY;
    }

    /** The orientation in a TIFF block; {@link #TOP_LEFT} where it has none or cannot be read. */
    static ExifOrientation of(byte[] tiff) {
        Metadata metadata = new Metadata();
        try {
            new ExifReader().extract(new ByteArrayReader(tiff), metadata);
        } catch (RuntimeException e) {
            // Damaged metadata is no reason to lose a picture.
            return TOP_LEFT;
        }
        ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer value = directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null || value < 1 || value > values().length ? TOP_LEFT : values()[value - 1];
    }

    /** The stored picture turned upright. */
    RgbImage upright(RgbImage stored) {
        if (this == TOP_LEFT) {
            return stored;
        }
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = transposed
                        ? stored.rgb(storedX(y, stored), storedY(x, stored))
                        : stored.rgb(storedX(x, stored), storedY(y, stored));
            }
        }
        return RgbImage.owning(width, height, pixels);
    }

    private int storedX(int along, RgbImage stored) {
        return mirroredX ? stored.width() - 1 - along : along;
    }

    private int storedY(int along, RgbImage stored) {
        return mirroredY ? stored.height() - 1 - along : along;
    }
}
