package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;

/** Which sizes are wanted. A reader asks as soon as it has seen the header, before it takes memory for what the header promises. */
interface SizeRule {
    /**
     * Accepts a size.
     *
     * @throws RejectedFileException for any other
     */
    void check(long width, long height) throws RejectedFileException;

    /** One size only: that of the picture. */
    static SizeRule exactly(int width, int height) {
        return (w, h) -> {
            if (w != width || h != height) {
                throw mismatch("depth map", w, h, "its picture", width, height);
            }
        };
    }

    /** The height of the depth map, and at least its width: some masks of DIODE have columns to spare on the right. */
    static SizeRule asMaskOf(int width, int height) {
        return (w, h) -> {
            if (w < width || h != height || w > IntakeOptions.LONGEST_SIDE) {
                throw mismatch("mask", w, h, "the depth map", width, height);
            }
        };
    }

    private static RejectedFileException mismatch(
            String what, long width, long height, String other, int otherWidth, int otherHeight) {
        return new RejectedFileException(
                SkipReason.DEPTH_SIZE_MISMATCH,
                what + " of " + width + " x " + height + ", " + other + " has " + otherWidth + " x " + otherHeight);
    }
}
