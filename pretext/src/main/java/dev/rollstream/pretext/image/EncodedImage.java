package dev.rollstream.pretext.image;

/**
 * A picture as it is sent to a model.
 *
 * @param width in pixels
 * @param height in pixels
 * @param sha256 of {@code bytes}, 64 lower-case hex digits
 * @param bytes the file; not copied, so that a picture is held once; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by sha256, never by this record's equals
public record EncodedImage(PictureFormat format, int width, int height, String sha256, byte[] bytes) {
    /** As in {@code Content-Type}. */
    public String mediaType() {
        return format.mediaType();
    }
}
