package dev.rollstream.pretext;

import java.util.EnumMap;
import java.util.Map;

/**
 * Grids of the shuffle task. The weights are the counts of the released set; it states strips of 3 and 4 together, and they are
 * taken as half and half.
 */
public enum ShuffleVariant {
    GRID_2X2("2x2", 2, 2, false, 4_000, "TopLeft-TopRight-BottomLeft-BottomRight"),
    GRID_2X2_MASKED("2x2-masked", 2, 2, true, 4_028, "TopLeft-TopRight-BottomLeft-BottomRight"),
    STRIPS_1X3("1x3", 1, 3, false, 2_496, "Left-Middle-Right"),
    STRIPS_1X4("1x4", 1, 4, false, 2_495, "Left-Middle1-Middle2-Right"),
    STRIPS_3X1("3x1", 3, 1, false, 1_505, "Top-Middle-Bottom"),
    STRIPS_4X1("4x1", 4, 1, false, 1_504, "Top-Middle1-Middle2-Bottom");

    private final String text;
    private final int rows;
    private final int columns;
    private final boolean masked;
    private final int releasedCount;
    private final String answerFormat;

    ShuffleVariant(String text, int rows, int columns, boolean masked, int releasedCount, String answerFormat) {
        this.text = text;
        this.rows = rows;
        this.columns = columns;
        this.masked = masked;
        this.releasedCount = releasedCount;
        this.answerFormat = answerFormat;
    }

    /** As it stands in records: rows x columns. */
    public String text() {
        return text;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** Whether one slot is painted white. */
    public boolean masked() {
        return masked;
    }

    /** The words that name the places of the original picture, in the order of the answer. */
    public String answerFormat() {
        return answerFormat;
    }

    /** Every variant with its count in the released set. */
    public static Map<ShuffleVariant, Integer> releasedCounts() {
        Map<ShuffleVariant, Integer> counts = new EnumMap<>(ShuffleVariant.class);
        for (ShuffleVariant variant : values()) {
            counts.put(variant, variant.releasedCount);
        }
        return counts;
    }
}
