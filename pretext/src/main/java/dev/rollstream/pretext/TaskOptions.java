package dev.rollstream.pretext;

import dev.rollstream.pretext.image.PictureEncoding;
import java.util.Map;

/**
 * Everything but picture and seed that decides a sample.
 *
 * @param mode strict or reference
 * @param encoding of the pictures that go out
 * @param limits used in strict mode only
 * @param allowIdentity whether strict shuffles may leave every patch in its place; reference shuffles always may
 * @param shuffleVariants relative weights; a variant that is missing is not drawn
 * @param cropDetail how sharp the options of crop tasks are
 * @param position what tasks of relative position are about
 */
public record TaskOptions(
        Mode mode,
        PictureEncoding encoding,
        StrictLimits limits,
        boolean allowIdentity,
        Map<ShuffleVariant, Integer> shuffleVariants,
        CropDetail cropDetail,
        PositionOptions position) {
    /** Checks that at least one shuffle variant can be drawn. */
    public TaskOptions {
        shuffleVariants = Map.copyOf(shuffleVariants);
        Weighted.check("shuffle variants", shuffleVariants);
    }

    /**
     * JPEG at 95, no identity, and the released set's mix of variants. In strict mode crop options are even and facings uniform, in
     * reference mode options are as cut and facings as the released script weights them.
     */
    public static TaskOptions of(Mode mode) {
        return new TaskOptions(
                mode,
                PictureEncoding.JPEG_95,
                StrictLimits.defaults(),
                false,
                ShuffleVariant.releasedCounts(),
                mode == Mode.STRICT ? CropDetail.EVEN : CropDetail.AS_CUT,
                mode == Mode.STRICT ? PositionOptions.uniform() : PositionOptions.released());
    }

    /** These options with another encoding. */
    public TaskOptions withEncoding(PictureEncoding other) {
        return new TaskOptions(mode, other, limits, allowIdentity, shuffleVariants, cropDetail, position);
    }

    /** These options with other limits. */
    public TaskOptions withLimits(StrictLimits other) {
        return new TaskOptions(mode, encoding, other, allowIdentity, shuffleVariants, cropDetail, position);
    }

    /** These options with one shuffle variant only. */
    public TaskOptions withShuffleVariant(ShuffleVariant only) {
        return new TaskOptions(mode, encoding, limits, allowIdentity, Map.of(only, 1), cropDetail, position);
    }

    /** These options with identity shuffles allowed or not. */
    public TaskOptions withIdentity(boolean allowed) {
        return new TaskOptions(mode, encoding, limits, allowed, shuffleVariants, cropDetail, position);
    }

    /** These options with another detail of crop options. */
    public TaskOptions withCropDetail(CropDetail other) {
        return new TaskOptions(mode, encoding, limits, allowIdentity, shuffleVariants, other, position);
    }

    /** These options with other tasks of relative position. */
    public TaskOptions withPosition(PositionOptions other) {
        return new TaskOptions(mode, encoding, limits, allowIdentity, shuffleVariants, cropDetail, other);
    }
}
