package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;

/** The blue border and the digit of every slot of a patch task. Drawn last: after any shuffle, flip or mask. */
final class PatchMarks {
    static final int BORDER = 2;
    static final int BLUE = 0x0000FF;

    /** Cap height and distance from the line's top to the digit's top of the released font, in parts of its size. */
    private static final double DIGIT_HEIGHT = 0.716;

    private static final double DIGIT_TOP = 0.905 - DIGIT_HEIGHT;
    private static final double RELEASED_SIZE = 48;
    private static final double RELEASED_OFFSET = 10;

    private PatchMarks() {}

    static void draw(RgbCanvas canvas, PatchGrid grid, Mode mode) {
        DigitGlyph.Place place = mode == Mode.REFERENCE ? released() : sizedTo(grid);
        for (int slot = 0; slot < grid.size(); slot++) {
            border(canvas, grid.patch(slot));
            DigitGlyph.draw(canvas, slot, grid.patch(slot), place, DigitGlyph.Ink.WHITE_ON_BLACK_RIM);
        }
    }

    /** 48 px text at (10, 10) with a rim of 2 px. */
    private static DigitGlyph.Place released() {
        return new DigitGlyph.Place(
                RELEASED_OFFSET, RELEASED_OFFSET + DIGIT_TOP * RELEASED_SIZE, DIGIT_HEIGHT * RELEASED_SIZE, 2);
    }

    /**
     * Digits of an eighth of the patch, at least 24 px, but not so large as to fill a narrow strip; with a rim that parts them from
     * white things beside them.
     */
    private static DigitGlyph.Place sizedTo(PatchGrid grid) {
        double height = Math.max(24, Math.min(grid.patchHeight() / 8.0, grid.patchWidth() / 4.0));
        return new DigitGlyph.Place(height / 3, height / 3, height, Math.max(3, height / 10));
    }

    private static void border(RgbCanvas canvas, Region patch) {
        int across = Math.min(BORDER, patch.width());
        int down = Math.min(BORDER, patch.height());
        int right = patch.x() + patch.width() - across;
        int bottom = patch.y() + patch.height() - down;
        canvas.fill(new Region(patch.x(), patch.y(), patch.width(), down), BLUE);
        canvas.fill(new Region(patch.x(), bottom, patch.width(), down), BLUE);
        canvas.fill(new Region(patch.x(), patch.y(), across, patch.height()), BLUE);
        canvas.fill(new Region(right, patch.y(), across, patch.height()), BLUE);
    }
}
