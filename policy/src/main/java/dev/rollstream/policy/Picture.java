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
    /** Pixels that a picture may well have: as many as the published recipe shows its models. */
    public static final long MAX_PIXELS = 4_194_304;

    /** Checks that the pixels fit the size. */
    public Picture {
        if (width < 1 || height < 1 || rgb.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "a picture of " + width + " x " + height + " px does not have " + rgb.length + " pixels");
        }
    }

    /**
     * Decodes a JPEG or PNG file, whole. Alpha is dropped; a note that the picture is to be turned is not followed.
     *
     * @param maxPixels that are taken, such as {@link #MAX_PIXELS}; checked before pixels are decoded
     * @throws PictureException if the bytes are no such file, or a damaged one, or it has more pixels
     */
    public static Picture decode(byte[] file, long maxPixels) throws PictureException {
        return EncodedPicture.decode(file, maxPixels);
    }
}
