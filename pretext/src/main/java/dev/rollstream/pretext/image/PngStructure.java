package dev.rollstream.pretext.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a PNG file (ISO/IEC 15948) from the signature to IEND and checks the critical ones' checksums.
 *
 * <p>Only the chunks that the pixels need are copied on. Compressed text and profiles, which can be bombs of their own, never
 * reach a decoder.
 */
final class PngStructure {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    /** EXIF blocks above this size are ignored. */
    private static final int MAX_EXIF_BYTES = 1 << 20;

    private final byte[] file;
    private final ByteBuffer bytes;
    private final ByteArrayOutputStream essence;
    private int width;
    private int height;
    private boolean hasData;
    private byte @Nullable [] exif;

    private PngStructure(byte[] file) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(file);
        this.essence = new ByteArrayOutputStream(file.length);
    }

    static boolean matches(byte[] file) {
        return file.length >= SIGNATURE.length
                && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** The checked structure of a file that {@link #matches}. */
    static PictureFile read(byte[] file) throws RejectedFileException {
        PngStructure walk = new PngStructure(file);
        walk.chunks();
        return new PictureFile(
                PictureFile.Kind.PNG,
                walk.width,
                walk.height,
                0,
                false,
                false,
                false,
                walk.essence.toByteArray(),
                walk.exif);
    }

    private void chunks() throws RejectedFileException {
        essence.writeBytes(SIGNATURE);
        int at = SIGNATURE.length;
        String type = "";
        while (!type.equals("IEND")) {
            if (file.length - at < 12) {
                throw truncated();
            }
            int length = bytes.getInt(at);
            if (length < 0) {
                throw new RejectedFileException(SkipReason.CORRUPT, "PNG chunk of negative length");
            }
            if (length > file.length - at - 12) {
                throw truncated();
            }
            type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            chunk(type, at, length);
            at += 12 + length;
        }
        if (!hasData) {
            throw new RejectedFileException(SkipReason.CORRUPT, "PNG without picture data");
        }
    }

    private void chunk(String type, int at, int length) throws RejectedFileException {
        if (width == 0 && !type.equals("IHDR")) {
            throw new RejectedFileException(SkipReason.CORRUPT, "PNG that does not begin with its header");
        }
        switch (type) {
            case "IHDR" -> header(at + 8, length);
            case "IDAT" -> hasData = true;
            case "PLTE", "tRNS", "IEND" -> {}
            case "eXIf" -> {
                if (length <= MAX_EXIF_BYTES) {
                    exif = Arrays.copyOfRange(file, at + 8, at + 8 + length);
                }
                return;
            }
            default -> {
                if (Character.isUpperCase(type.charAt(0))) {
                    throw new RejectedFileException(
                            SkipReason.UNSUPPORTED_FORMAT, "PNG with an unknown critical chunk");
                }
                return;
            }
        }
        checkSum(type, at, length);
        essence.write(file, at, 12 + length);
    }

    private void header(int at, int length) throws RejectedFileException {
        if (width != 0 || length != 13 || bytes.getInt(at) <= 0 || bytes.getInt(at + 4) <= 0) {
            throw new RejectedFileException(SkipReason.CORRUPT, "PNG with a wrong header");
        }
        width = bytes.getInt(at);
        height = bytes.getInt(at + 4);
    }

    private void checkSum(String type, int at, int length) throws RejectedFileException {
        CRC32 crc = new CRC32();
        crc.update(file, at + 4, 4 + length);
        if ((int) crc.getValue() != bytes.getInt(at + 8 + length)) {
            throw new RejectedFileException(SkipReason.CORRUPT, "PNG with a wrong checksum in chunk " + type);
        }
    }

    private RejectedFileException truncated() {
        return new RejectedFileException(
                SkipReason.TRUNCATED, "PNG of " + file.length + " bytes ends before its end chunk");
    }
}
