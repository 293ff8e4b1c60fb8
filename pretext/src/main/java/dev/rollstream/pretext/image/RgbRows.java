package dev.rollstream.pretext.image;

import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Rows of a decoder's raster as RGB, one at a time, so that no second copy of a large picture is made. */
abstract class RgbRows {
    private final Raster raster;

    private RgbRows(Raster raster) {
        this.raster = raster;
    }

    /** Writes one row as {@code 0xRRGGBB}; {@code samples} holds it band-interleaved. */
    abstract void convert(int[] samples, int[] rgb);

    /** Grey, grey + alpha, RGB or RGBA of 8 or 16 bits. */
    static RgbRows ofBands(Raster raster) {
        int bands = raster.getNumBands();
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        int green = bands >= 3 ? 1 : 0;
        int blue = bands >= 3 ? 2 : 0;
        return new RgbRows(raster) {
            @Override
            void convert(int[] samples, int[] rgb) {
                for (int x = 0, s = 0; x < rgb.length; x++, s += bands) {
                    rgb[x] = samples[s] >> shift << 16 | samples[s + green] >> shift << 8 | samples[s + blue] >> shift;
                }
            }
        };
    }

    /** One palette index a pixel. */
    static RgbRows ofPalette(Raster raster, IndexColorModel palette) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        return new RgbRows(raster) {
            @Override
            void convert(int[] samples, int[] rgb) {
                for (int x = 0; x < rgb.length; x++) {
                    // An index behind the end of the palette is shown black, as decoders do.
                    rgb[x] = samples[x] < colours.length ? colours[samples[x]] & 0xFFFFFF : 0;
                }
            }
        };
    }

    /**
     * Four bands of ink.
     *
     * @param transformed whether the first three are Y, Cb, Cr of the inks
     * @param inverted whether 255 means no ink
     */
    static RgbRows ofInk(Raster raster, boolean transformed, boolean inverted) {
        int flip = inverted ? 0 : 255;
        return new RgbRows(raster) {
            @Override
            void convert(int[] samples, int[] rgb) {
                for (int x = 0, s = 0; x < rgb.length; x++, s += 4) {
                    int inks = transformed
                            ? fromYcc(samples[s], samples[s + 1], samples[s + 2])
                            : samples[s] << 16 | samples[s + 1] << 8 | samples[s + 2];
                    int white = samples[s + 3] ^ flip;
                    int red = (inks >> 16 ^ flip) * white / 255;
                    int green = ((inks >> 8 & 0xFF) ^ flip) * white / 255;
                    int blue = ((inks & 0xFF) ^ flip) * white / 255;
                    rgb[x] = red << 16 | green << 8 | blue;
                }
            }
        };
    }

    /** ITU-R BT.601 as in JFIF, in 16-bit fixed point. */
    private static int fromYcc(int y, int cb, int cr) {
        int red = y + ((91_881 * (cr - 128) + 32_768) >> 16);
        int green = y - ((22_554 * (cb - 128) + 46_802 * (cr - 128) + 32_768) >> 16);
        int blue = y + ((116_130 * (cb - 128) + 32_768) >> 16);
        return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
    }

    private static int clamp(int level) {
        return Math.max(0, Math.min(255, level));
    }

    /**
     * The whole picture, its longer side reduced to {@code maxSide} by averaging where it is longer.
     *
     * @param fullWidth of the stored picture, before any subsampling; decides the exact size of the result
     * @param fullHeight likewise
     */
    RgbImage reducedTo(int maxSide, int fullWidth, int fullHeight) {
        int longest = Math.max(fullWidth, fullHeight);
        int width = longest <= maxSide ? fullWidth : scaled(fullWidth, maxSide, longest);
        int height = longest <= maxSide ? fullHeight : scaled(fullHeight, maxSide, longest);
        BoxReduction reduction = new BoxReduction(raster.getWidth(), raster.getHeight(), width, height);
        int[] samples = new int[raster.getWidth() * raster.getNumBands()];
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, samples);
            convert(samples, row);
            reduction.accept(row);
        }
        return reduction.result();
    }

    private static int scaled(int side, int maxSide, int longest) {
        return (int) Math.max(1, ((long) side * maxSide + longest / 2) / longest);
    }
}
