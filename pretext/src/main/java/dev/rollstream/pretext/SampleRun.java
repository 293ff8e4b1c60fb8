package dev.rollstream.pretext;

import java.util.Map;

/**
 * A numbered run of samples: made of pictures, or read from a dataset. What it has at a number is a function of that number, so
 * that a run can start anywhere and be made by many threads. Thread-safe.
 */
public interface SampleRun {
    /**
     * What the run has at a sequence number.
     *
     * @param sequence from 0
     * @throws NoUsableImageException when there is no point in going on
     */
    Draw at(long sequence);

    /**
     * Everything that decides the run's samples, by the name that people know it under and in a fixed order. Runs with the same
     * identity have the same samples, as long as no file behind them changes its content but keeps name and size.
     */
    Map<String, String> identity();

    /** How many numbers in a row may be empty before it is in vain to go on. */
    default long patience() {
        return 1_000;
    }
}
