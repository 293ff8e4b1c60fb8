package dev.rollstream.pretext.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the marker segments of a JPEG file (ITU-T T.81, annex B) from SOI to EOI.
 *
 * <p>Decoders fill up a truncated file with grey and say so in a warning at best; here the end marker must be there. The walk
 * copies only the segments that the pixels need, and states the colour model in the one way that libjpeg would read it: JFIF
 * (YCbCr) unless an Adobe segment or the component names R, G, B say otherwise.
 */
final class JpegStructure {
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    /** More scans than any encoder writes: each costs a pass over the whole picture. */
    private static final int MAX_SCANS = 100;

    private static final byte[] JFIF_SEGMENT = {
        (byte) 0xFF, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private final byte[] file;
    private final ByteArrayOutputStream kept;
    private int at = 2;
    private int scans;
    private boolean jfif;
    private int frameMarker;
    private int width;
    private int height;
    private byte[] componentIds = {};
    private byte @Nullable [] adobe;
    private byte @Nullable [] exif;

    private JpegStructure(byte[] file) {
        this.file = file;
        this.kept = new ByteArrayOutputStream(file.length);
    }

    static boolean matches(byte[] file) {
        return file.length >= 3 && u8(file, 0) == 0xFF && u8(file, 1) == 0xD8 && u8(file, 2) == 0xFF;
    }

    /** The checked structure of a file that {@link #matches}. */
    static PictureFile read(byte[] file) throws RejectedFileException {
        JpegStructure walk = new JpegStructure(file);
        walk.segments();
        return walk.result();
    }

    private void segments() throws RejectedFileException {
        int marker = nextMarker();
        while (marker != EOI) {
            if (!standsAlone(marker)) {
                segment(marker);
            }
            marker = nextMarker();
        }
        if (scans == 0) {
            throw new RejectedFileException(SkipReason.CORRUPT, "JPEG without picture data");
        }
    }

    private static boolean standsAlone(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    }

    /** Goes behind the next marker; stray bytes before it are tolerated, as every decoder does. */
    private int nextMarker() throws RejectedFileException {
        while (at + 1 < file.length) {
            if (u8(file, at) == 0xFF && u8(file, at + 1) != 0xFF && u8(file, at + 1) != 0) {
                at += 2;
                return u8(file, at - 1);
            }
            at++;
        }
        throw truncated();
    }

    private void segment(int marker) throws RejectedFileException {
        if (at + 2 > file.length) {
            throw truncated();
        }
        int length = u8(file, at) << 8 | u8(file, at + 1);
        if (length < 2) {
            throw new RejectedFileException(SkipReason.CORRUPT, "JPEG segment of length " + length);
        }
        if (at + length > file.length) {
            throw truncated();
        }
        int start = at;
        at += length;
        note(marker, start + 2, at);
        if (isFrame(marker) || marker == 0xC4 || marker == 0xDB || marker == 0xDD || marker == SOS) {
            kept.write(0xFF);
            kept.write(marker);
            kept.write(file, start, length);
        }
        if (marker == SOS) {
            scan();
        }
    }

    private void note(int marker, int from, int to) throws RejectedFileException {
        if (isFrame(marker)) {
            frame(marker, from, to);
        } else if (marker == APP0 && startsWith(from, to, "JFIF\0")) {
            jfif = true;
        } else if (marker == APP14 && startsWith(from, to, "Adobe") && to - from >= 12) {
            adobe = Arrays.copyOfRange(file, from, from + 12);
        } else if (marker == APP1 && exif == null && startsWith(from, to, "Exif\0\0")) {
            exif = Arrays.copyOfRange(file, from + 6, to);
        }
    }

    /** Start-of-frame markers: C0 to CF but for the tables C4, CC and the reserved C8. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private void frame(int marker, int from, int to) throws RejectedFileException {
        if (frameMarker != 0 || to - from < 6) {
            throw new RejectedFileException(SkipReason.CORRUPT, "JPEG with a wrong frame header");
        }
        int precision = u8(file, from);
        int components = u8(file, from + 5);
        if (marker > 0xC2 || precision != 8 || (components != 1 && components != 3 && components != 4)) {
            throw new RejectedFileException(
                    SkipReason.UNSUPPORTED_FORMAT,
                    "JPEG process " + (marker - 0xC0) + ", " + precision + " bits, " + components + " components");
        }
        height = u8(file, from + 1) << 8 | u8(file, from + 2);
        width = u8(file, from + 3) << 8 | u8(file, from + 4);
        if (width == 0 || height == 0 || to - from < 6 + 3 * components) {
            throw new RejectedFileException(SkipReason.CORRUPT, "JPEG of " + width + " x " + height);
        }
        frameMarker = marker;
        componentIds = new byte[components];
        for (int i = 0; i < components; i++) {
            componentIds[i] = file[from + 6 + 3 * i];
        }
    }

    /** Copies entropy-coded data: up to a marker that is neither a stuffed zero nor a restart. */
    private void scan() throws RejectedFileException {
        if (frameMarker == 0 || ++scans > MAX_SCANS) {
            throw new RejectedFileException(SkipReason.CORRUPT, "JPEG with wrong or too many scans");
        }
        int start = at;
        while (at + 1 < file.length) {
            int next = u8(file, at + 1);
            if (u8(file, at) == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
                kept.write(file, start, at - start);
                return;
            }
            at++;
        }
        throw truncated();
    }

    private PictureFile result() {
        ByteArrayOutputStream essence = new ByteArrayOutputStream(kept.size() + 24);
        essence.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
        byte[] ids = componentIds;
        boolean named = ids.length == 3 && ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B';
        if (ids.length < 4 && (jfif || (adobe == null && !named))) {
            essence.writeBytes(JFIF_SEGMENT);
        } else if (adobe != null) {
            essence.writeBytes(new byte[] {(byte) 0xFF, (byte) APP14, 0, 14});
            essence.writeBytes(adobe);
        }
        essence.writeBytes(kept.toByteArray());
        essence.writeBytes(new byte[] {(byte) 0xFF, (byte) EOI});
        boolean transformed = adobe != null && adobe[11] == 2;
        return new PictureFile(
                PictureFile.Kind.JPEG,
                width,
                height,
                ids.length,
                frameMarker == 0xC2,
                transformed,
                adobe != null,
                essence.toByteArray(),
                exif);
    }

    private boolean startsWith(int from, int to, String ascii) {
        if (to - from < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (u8(file, from + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    private RejectedFileException truncated() {
        return new RejectedFileException(
                SkipReason.TRUNCATED, "JPEG of " + file.length + " bytes ends before its end marker");
    }
}
