package dev.rollstream.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the numbered parts of the first picture lie, as the prompt's format words say: this much about the tasks is built in, not
 * learned. Parts are numbered from 0 in reading order; without such words the picture has four quarters.
 */
enum TileLayout {
    COLUMNS_3("'Left-Middle-Right'", 1, 3),
    COLUMNS_4("'Left-Middle1-Middle2-Right'", 1, 4),
    ROWS_3("'Top-Middle-Bottom'", 3, 1),
    ROWS_4("'Top-Middle1-Middle2-Bottom'", 4, 1),
    QUARTERS("", 2, 2);

    private final String words;
    private final int rows;
    private final int columns;

    TileLayout(String words, int rows, int columns) {
        this.words = words;
        this.rows = rows;
        this.columns = columns;
    }

    static TileLayout of(String prompt) {
        for (TileLayout layout : values()) {
            if (prompt.contains(layout.words)) {
                return layout;
            }
        }
        return QUARTERS;
    }

    /** The parts of a picture; in a picture of less pixels than parts they overlap. */
    List<AreaScaling.Box> boxes(Picture picture) {
        List<AreaScaling.Box> boxes = new ArrayList<>();
        int width = Math.max(1, picture.width() / columns);
        int height = Math.max(1, picture.height() / rows);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int x = Math.min(column * width, picture.width() - width);
                int y = Math.min(row * height, picture.height() - height);
                boxes.add(new AreaScaling.Box(x, y, width, height));
            }
        }
        return boxes;
    }
}
