package dev.rollstream.producer.task;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An encoded picture of a prompt.
 *
 * @param data the encoded bytes, as a read-only view; the caller must not change the bytes behind it
 * @param mediaType {@code image/jpeg} or {@code image/png}
 * @param width width in pixels
 * @param height height in pixels
 * @param sha256 SHA-256 of the encoded bytes, lower-case hexadecimal
 */
public record TaskImage(ByteBuffer data, String mediaType, int width, int height, String sha256) {
    /** Keeps a read-only view, and checks that there are pixels. */
    public TaskImage {
        data = data.asReadOnlyBuffer();
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " pixels");
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("'" + sha256 + "' is not a SHA-256 in lower-case hexadecimal");
        }
    }

    /** A picture whose hash is still to be taken. */
    public static TaskImage of(byte[] data, String mediaType, int width, int height) {
        try {
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(data));
            return new TaskImage(ByteBuffer.wrap(data), mediaType, width, height, sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
    }

    /** A fresh view of the bytes: reading it moves no other reader's position. */
    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    /** File name extension of the media type, with its dot. */
    String extension() {
        return mediaType.equals("image/png") ? ".png" : ".jpg";
    }
}
