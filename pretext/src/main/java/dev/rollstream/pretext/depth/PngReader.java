package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.GreyPng;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;

/** Reads grey PNG as NYU, ScanNet and TUM keep depths: 16 bits, 0 for unknown. */
final class PngReader {
    private static final int DEPTH_BITS = 16;

    private PngReader() {}

    /** Depths in the file's unit: millimetres mostly, fifths of them in TUM. */
    static NumberGrid depths(byte[] file, SizeRule rule) throws RejectedFileException {
        return read(file, DEPTH_BITS, rule);
    }

    /** A mask of any number of bits. */
    static NumberGrid mask(byte[] file, SizeRule rule) throws RejectedFileException {
        return read(file, 1, rule);
    }

    private static NumberGrid read(byte[] file, int minBits, SizeRule rule) throws RejectedFileException {
        try {
            GreyPng png = GreyPng.of(file);
            rule.check(png.width(), png.height());
            if (png.bits() < minBits) {
                throw Broken.unsupported(
                        "PNG of " + png.bits() + "-bit grey levels: a picture of depths, too coarse to be a depth map");
            }
            return new NumberGrid(png.width(), png.height(), png.levels());
        } catch (RejectedFileException e) {
            throw ofDepthMap(e);
        }
    }

    private static RejectedFileException ofDepthMap(RejectedFileException e) {
        return switch (e.reason().scope()) {
            case DEPTH_MAP -> e;
            default -> {
                String detail = String.valueOf(e.getMessage());
                yield e.reason() == SkipReason.UNSUPPORTED_FORMAT ? Broken.unsupported(detail) : Broken.corrupt(detail);
            }
        };
    }
}
