package dev.rollstream.aggregator;

import org.jspecify.annotations.Nullable;

/** The rows in which an open group is stored: a head, and one for each slot that is taken. Reading them changes nothing. */
@FunctionalInterface
interface GroupRows {

    /** Number of the head; members have their slot's. */
    int HEAD = -1;

    /** {@return the row of a number; null if there is none} */
    byte @Nullable [] get(int row);

    /**
     * A row that is to be stored.
     *
     * @param row its number
     * @param value its new value; null: the row goes
     */
    record Change(int row, byte @Nullable [] value) {}
}
