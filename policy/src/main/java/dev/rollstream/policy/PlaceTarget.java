package dev.rollstream.policy;

import java.util.Arrays;

/**
 * What the place encoder can learn without any answer: where markers were drawn, and how far things are. Cells are those of a grid
 * of 16 x 16 over the first picture, row by row.
 *
 * @param markerCells cell of the centre of markers 1 to 3; -1 for a marker that is not there
 * @param depth of each cell from 0 (near) to 1 (far); not a number where it is not known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PlaceTarget(int[] markerCells, float[] depth) {
    /** Checks the sizes. */
    public PlaceTarget {
        boolean placed = markerCells.length == PlaceEncoder.MARKERS
                && Arrays.stream(markerCells).allMatch(cell -> cell >= -1 && cell < PlaceEncoder.CELLS);
        if (!placed || depth.length != PlaceEncoder.CELLS) {
            throw new IllegalArgumentException("needed are 3 cells from -1 to 255 and 256 depths, not "
                    + Arrays.toString(markerCells) + " and " + depth.length);
        }
    }

    /** The cell in which a point lies, given as shares of the picture's width and height. */
    public static int cell(double acrossShare, double downShare) {
        int column = Math.max(0, Math.min(PlaceEncoder.SIDE - 1, (int) (acrossShare * PlaceEncoder.SIDE)));
        int row = Math.max(0, Math.min(PlaceEncoder.SIDE - 1, (int) (downShare * PlaceEncoder.SIDE)));
        return row * PlaceEncoder.SIDE + column;
    }
}
