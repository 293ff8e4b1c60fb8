package dev.rollstream.pretext.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A PNG of grey levels that are numbers rather than something to look at: a depth map or a mask. */
public final class GreyPng {
    /** Where the header chunk, which comes first, has these bytes. */
    private static final int BITS_AT = 24;

    private static final int COLOUR_TYPE_AT = 25;

    private final PictureFile structure;
    private final int bits;

    private GreyPng(PictureFile structure, int bits) {
        this.structure = structure;
        this.bits = bits;
    }

    /** Whether these leading bytes are those of a PNG file. */
    public static boolean matches(byte[] file) {
        return PngStructure.matches(file);
    }

    /**
     * The file {@link #matches matching} this kind, checked from end to end but not yet decoded.
     *
     * @throws RejectedFileException if it is damaged, or not of plain grey levels
     */
    public static GreyPng of(byte[] file) throws RejectedFileException {
        PictureFile structure = PngStructure.read(file);
        if (file[COLOUR_TYPE_AT] != 0) {
            throw new RejectedFileException(SkipReason.UNSUPPORTED_FORMAT, "PNG of colours, not of grey levels");
        }
        return new GreyPng(structure, file[BITS_AT]);
    }

    public int width() {
        return structure.width();
    }

    public int height() {
        return structure.height();
    }

    /** Bits of one grey level: 1, 2, 4, 8 or 16 in a sound file. */
    public int bits() {
        return bits;
    }

    /**
     * The grey levels, row by row. Takes memory in proportion to the size: look at it first.
     *
     * @throws RejectedFileException if the file does not decode
     */
    public float[] levels() throws RejectedFileException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(PictureFile.Kind.PNG.imageIoName())
                .next();
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(structure.essence()))) {
            reader.setInput(in, true, true);
            return levels(reader.read(0));
        } catch (IOException | RuntimeException e) {
            throw new RejectedFileException(SkipReason.CORRUPT, "PNG that does not decode: " + e.getMessage());
        } finally {
            reader.dispose();
        }
    }

    private static float[] levels(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = raster.getWidth();
        float[] levels = new float[width * raster.getHeight()];
        if (raster.getNumBands() == 1 && raster.getDataBuffer() instanceof DataBufferUShort wide) {
            short[] samples = wide.getData();
            for (int i = 0; i < levels.length; i++) {
                levels[i] = Short.toUnsignedInt(samples[i]);
            }
            return levels;
        }
        float[] row = new float[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            System.arraycopy(raster.getSamples(0, y, width, 1, 0, row), 0, levels, y * width, width);
        }
        return levels;
    }
}
