package dev.rollstream.pretext.image;

/**
 * A numbered, finite set of pictures. Thread-safe; the same index gives the same outcome for as long as what lies
 * behind it does not change.
 */
public interface ImageSource {
    /** How many sources there are, at least 1; some may turn out to be unusable. */
    int size();

    /** A name for reports, stable between runs; not for workers. */
    String name(int index);

    /**
     * Loads one source. What is wrong with it is an outcome, not an exception.
     *
     * @param index from 0 to {@link #size()} - 1
     */
    LoadOutcome load(int index);
}
