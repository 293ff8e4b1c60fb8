package dev.rollstream.pretext.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Recognises files by their first bytes. */
public final class MagicBytes {
    /** As many leading bytes as {@link #isReadable} wants to see. */
    public static final int LENGTH = 16;

    private MagicBytes() {}

    /** Whether these leading bytes are those of a JPEG or PNG file. */
    public static boolean isReadable(byte[] head) {
        return JpegStructure.matches(head) || PngStructure.matches(head);
    }

    /** The kind of image that is recognised but not read, if it is one. */
    static Optional<String> describe(byte[] file) {
        String head = new String(file, 0, Math.min(LENGTH, file.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("GIF8")) {
            return Optional.of("GIF");
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return Optional.of("WebP");
        }
        if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
            return Optional.of("TIFF");
        }
        if (head.startsWith("ftyp", 4)) {
            return Optional.of("HEIF or AVIF");
        }
        return head.startsWith("BM") ? Optional.of("BMP") : Optional.empty();
    }
}
