package dev.rollstream.pretext.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;

/** Reads files as depth maps, whatever their size. */
final class GridReading {
    private static final SizeRule ANY_SMALL = (width, height) -> {
        if (width < 1 || height < 1 || width > 1_000 || height > 1_000) {
            throw new RejectedFileException(SkipReason.DEPTH_SIZE_MISMATCH, "not a size of these tests");
        }
    };

    private GridReading() {}

    /** The numbers of a sound file. */
    static float[] values(byte[] file) throws RejectedFileException {
        return grid(file).values();
    }

    static NumberGrid grid(byte[] file) throws RejectedFileException {
        return DepthFormat.depths(file, ANY_SMALL);
    }

    /** Why a file is refused. */
    static SkipReason rejection(byte[] file) {
        RejectedFileException rejected =
                catchThrowableOfType(RejectedFileException.class, () -> DepthFormat.depths(file, ANY_SMALL));
        assertThat(rejected).as("the file was read").isNotNull();
        assertThat(rejected).message().isNotEmpty();
        return rejected.reason();
    }
}
