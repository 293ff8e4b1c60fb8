package dev.rollstream.pretext.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Bytes of a JPEG or PNG file to upright, opaque 8-bit RGB at working size.
 *
 * <p>Rules: content decides, not the extension; grey becomes RGB; alpha is dropped; 16 bits keep their high byte; CMYK and
 * YCCK are converted without a profile, R = 255 (1-C)(1-K); colour profiles are ignored; EXIF orientation is applied. Size
 * limits are checked on the header. What is larger than the working size is subsampled while it is read, to at most twice the
 * working size, and averaged from there, so that memory hangs on the working size and not on the file.
 */
public final class PictureDecoder {
    private final IntakeOptions options;

    /** A decoder with limits. */
    public PictureDecoder(IntakeOptions options) {
        this.options = options;
    }

    /** The picture in {@code file}, or the reason why there is none. */
    public RgbImage decode(byte[] file) throws RejectedFileException {
        PictureFile structure = structure(file);
        checkSize(structure);
        RgbImage stored;
        try {
            stored = read(structure);
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged data with every kind of runtime exception.
            throw new RejectedFileException(
                    SkipReason.CORRUPT, structure.kind() + " that does not decode: " + e.getMessage());
        }
        byte[] exif = structure.exif();
        return exif == null ? stored : ExifOrientation.of(exif).upright(stored);
    }

    /** Size and orientation of the picture in {@code file}, without decoding it; limits are not checked. */
    public static StoredPicture inspect(byte[] file) throws RejectedFileException {
        PictureFile structure = structure(file);
        byte[] exif = structure.exif();
        boolean upright = exif == null || ExifOrientation.of(exif) == ExifOrientation.TOP_LEFT;
        return new StoredPicture(structure.width(), structure.height(), upright);
    }

    private static PictureFile structure(byte[] file) throws RejectedFileException {
        if (file.length == 0) {
            throw new RejectedFileException(SkipReason.EMPTY_FILE, "no bytes");
        }
        if (JpegStructure.matches(file)) {
            return JpegStructure.read(file);
        }
        if (PngStructure.matches(file)) {
            return PngStructure.read(file);
        }
        throw MagicBytes.describe(file)
                .map(kind -> new RejectedFileException(SkipReason.UNSUPPORTED_FORMAT, kind + ", not JPEG or PNG"))
                .orElseGet(() -> new RejectedFileException(SkipReason.NOT_AN_IMAGE, "neither JPEG nor PNG inside"));
    }

    private void checkSize(PictureFile file) throws RejectedFileException {
        long pixels = (long) file.width() * file.height();
        String size = file.width() + " x " + file.height();
        long limit = file.buffered() ? options.maxBufferedPixels() : options.maxPixels();
        if (pixels > limit || Math.max(file.width(), file.height()) > IntakeOptions.LONGEST_SIDE) {
            throw new RejectedFileException(SkipReason.TOO_MANY_PIXELS, size + " px, allowed are " + limit);
        }
        if (Math.min(file.width(), file.height()) < options.minSide()) {
            throw new RejectedFileException(SkipReason.TOO_SMALL, size + " px, needed are " + options.minSide());
        }
    }

    private RgbImage read(PictureFile file) throws IOException, RejectedFileException {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(file.kind().imageIoName()).next();
        List<String> warnings = new ArrayList<>();
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file.essence()))) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            ImageReadParam subsampled = reader.getDefaultReadParam();
            int longest = Math.max(file.width(), file.height());
            int step = Math.max(1, longest / (2 * options.maxSide()));
            subsampled.setSourceSubsampling(step, step, 0, 0);
            RgbRows rows = file.components() == 4
                    ? RgbRows.ofInk(reader.readRaster(0, subsampled), file.inkTransformed(), file.inkInverted())
                    : rows(reader.read(0, subsampled));
            rejectDamage(warnings);
            return rows.reducedTo(options.maxSide(), file.width(), file.height());
        } finally {
            reader.dispose();
        }
    }

    private static RgbRows rows(BufferedImage image) {
        Raster raster = image.getRaster();
        return image.getColorModel() instanceof IndexColorModel palette
                ? RgbRows.ofPalette(raster, palette)
                : RgbRows.ofBands(raster);
    }

    /** A decoder that had to invent picture data says so in a warning only. */
    private static void rejectDamage(List<String> warnings) throws RejectedFileException {
        for (String warning : warnings) {
            String lower = warning.toLowerCase(Locale.ROOT);
            if (lower.contains("premature end") || lower.contains("truncated") || lower.contains("bad huffman")) {
                throw new RejectedFileException(SkipReason.CORRUPT, "damaged picture data: " + warning);
            }
        }
    }
}
