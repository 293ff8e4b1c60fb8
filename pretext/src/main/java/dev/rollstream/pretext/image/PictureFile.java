package dev.rollstream.pretext.image;

import org.jspecify.annotations.Nullable;

/**
 * A picture file whose structure was checked from end to end without decoding it.
 *
 * @param kind of the file, by its content
 * @param width as stored, before orientation is applied
 * @param height as stored
 * @param components colour components of a JPEG (1, 3 or 4); 0 for PNG, where the decoder knows
 * @param buffered whether a decoder must hold the whole picture at once (progressive JPEG)
 * @param inkTransformed whether four components are YCCK rather than CMYK
 * @param inkInverted whether four components are stored as 255 minus the amount of ink
 * @param essence the file without what is not needed for its pixels: no metadata, profiles or comments, so that nothing in
 *     them can cost memory or confuse a decoder
 * @param exif the TIFF block of its EXIF data, null where it has none
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record PictureFile(
        Kind kind,
        int width,
        int height,
        int components,
        boolean buffered,
        boolean inkTransformed,
        boolean inkInverted,
        byte[] essence,
        byte @Nullable [] exif) {

    /** The two kinds that are read, by the format name that ImageIO knows them under. */
    enum Kind {
        JPEG("jpeg"),
        PNG("png");

        private final String imageIoName;

        Kind(String imageIoName) {
            this.imageIoName = imageIoName;
        }

        String imageIoName() {
            return imageIoName;
        }
    }
}
