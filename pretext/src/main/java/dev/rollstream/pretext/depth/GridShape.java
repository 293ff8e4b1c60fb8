package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import java.util.Arrays;

/**
 * An array's dimensions taken as rows and columns: H x W, H x W x 1 or 1 x H x W.
 *
 * @param rowAxis which dimension counts rows
 * @param columnAxis which dimension counts columns
 */
record GridShape(long height, long width, int rowAxis, int columnAxis) {

    static GridShape of(long[] dimensions) throws RejectedFileException {
        int count = dimensions.length;
        if (count == 2 || (count == 3 && dimensions[2] == 1)) {
            return new GridShape(dimensions[0], dimensions[1], 0, 1);
        }
        if (count == 3 && dimensions[0] == 1) {
            return new GridShape(dimensions[1], dimensions[2], 1, 2);
        }
        throw Broken.unsupported(
                "an array of shape " + Arrays.toString(dimensions) + ", not H x W, H x W x 1 or 1 x H x W");
    }
}
