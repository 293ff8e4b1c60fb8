package dev.rollstream.policy;

/**
 * A decoded picture.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param rgb pixels as {@code 0xRRGGBB}, row by row; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Picture(int width, int height, int[] rgb) {
    /** Checks that the pixels fit the size. */
    public Picture {
        if (width < 1 || height < 1 || rgb.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "a picture of " + width + " x " + height + " px does not have " + rgb.length + " pixels");
        }
    }
}
