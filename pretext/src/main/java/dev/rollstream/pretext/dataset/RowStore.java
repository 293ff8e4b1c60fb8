package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.image.RejectedFileException;

/** The rows of a dataset's files, by number. Thread-safe; holds few rows in memory at a time. */
interface RowStore {
    /** How many rows there are. */
    int size();

    /** File and place of a row, for people. */
    String name(int row);

    /**
     * Reads a row.
     *
     * @throws RejectedFileException if it cannot be read
     */
    StoredRow read(int row) throws RejectedFileException;
}
