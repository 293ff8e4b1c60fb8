package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbImage;

/**
 * A picture cut into equal patches, numbered row by row from 0.
 *
 * <p>Pixels that do not fill a whole patch are left off on the right and at the bottom, also in strict mode: patches that took
 * up the rest would differ in size, and the size would tell where they belong.
 *
 * @param rows of patches
 * @param columns of patches
 * @param patchWidth in pixels; 0 when the picture has fewer pixels than columns
 * @param patchHeight in pixels; 0 when the picture has fewer pixels than rows
 */
record PatchGrid(int rows, int columns, int patchWidth, int patchHeight) {
    static PatchGrid of(RgbImage image, int rows, int columns) {
        return new PatchGrid(rows, columns, image.width() / columns, image.height() / rows);
    }

    int size() {
        return rows * columns;
    }

    int width() {
        return columns * patchWidth;
    }

    int height() {
        return rows * patchHeight;
    }

    Region patch(int index) {
        return new Region(index % columns * patchWidth, index / columns * patchHeight, patchWidth, patchHeight);
    }
}
