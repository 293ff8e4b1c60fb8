package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.StoredPicture;
import org.jspecify.annotations.Nullable;

/**
 * The file of a depth map, and perhaps that of a mask, to a depth map of a picture's working size.
 *
 * <p>Rules: content decides, not the extension. The depth map must have the size of the picture as stored, and the picture must be
 * stored upright: depth maps carry no orientation of their own. What is not a positive finite number is unknown, and so is what
 * the mask marks with 0. The unit is left as it is, since tasks compare depths of one map only: TUM's 5,000 to the metre and
 * ScanNet's 1,000 both do. Where the picture was reduced to its working size, the map is too, without mixing depths.
 */
public final class DepthDecoder {
    private final IntakeOptions options;

    /** A decoder with limits. A depth map is held whole, so its pixels are limited as those of pictures that are. */
    public DepthDecoder(IntakeOptions options) {
        this.options = options;
    }

    /**
     * The depth map of a picture.
     *
     * @param depths content of a NumPy, PNG, PFM or HDF5 file
     * @param mask content of another one, 0 where the depth is not to be trusted; null where there is none
     * @param stored the picture's own file
     * @param picture what became of it
     * @return a map of the picture's size that knows two different depths at least
     * @throws RejectedFileException with a reason that is {@linkplain SkipReason.Scope#DEPTH_MAP of the depth map}
     */
    public DepthMap decode(byte[] depths, byte @Nullable [] mask, StoredPicture stored, RgbImage picture)
            throws RejectedFileException {
        if (!stored.upright()) {
            throw Broken.unsupported("its picture is stored turned or mirrored, by its EXIF orientation");
        }
        if ((long) stored.width() * stored.height() > options.maxBufferedPixels()) {
            throw new RejectedFileException(
                    SkipReason.DEPTH_UNREADABLE,
                    stored.width() + " x " + stored.height() + " px, allowed are " + options.maxBufferedPixels());
        }
        NumberGrid grid = DepthFormat.depths(depths, SizeRule.exactly(stored.width(), stored.height()));
        if (mask != null) {
            hide(grid, DepthFormat.mask(mask, SizeRule.asMaskOf(grid.width(), grid.height())));
        }
        NumberGrid reduced = grid.reducedTo(picture.width(), picture.height());
        DepthMap map = DepthMap.owning(reduced.width(), reduced.height(), reduced.values());
        if (map.knownPixels() == 0) {
            throw new RejectedFileException(SkipReason.DEPTH_UNKNOWN, "no depth above 0 that the mask leaves");
        }
        if (isConstant(reduced.values())) {
            throw new RejectedFileException(
                    SkipReason.DEPTH_CONSTANT, "the same depth at all " + map.knownPixels() + " known pixels");
        }
        return map;
    }

    private static void hide(NumberGrid depths, NumberGrid mask) {
        for (int y = 0; y < depths.height(); y++) {
            for (int x = 0; x < depths.width(); x++) {
                float trusted = mask.values()[y * mask.width() + x];
                if (trusted == 0 || Float.isNaN(trusted)) {
                    depths.values()[y * depths.width() + x] = Float.NaN;
                }
            }
        }
    }

    private static boolean isConstant(float[] depths) {
        float first = Float.NaN;
        for (float depth : depths) {
            if (Float.isNaN(first)) {
                first = depth;
            } else if (depth != first && !Float.isNaN(depth)) {
                return false;
            }
        }
        return true;
    }
}
