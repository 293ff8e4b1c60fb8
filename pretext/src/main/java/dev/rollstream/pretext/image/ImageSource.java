package dev.rollstream.pretext.image;

/**
 * A numbered, finite set of pictures, some or all of them with a depth map. Thread-safe; the same index gives the same outcome for
 * as long as what lies behind it does not change.
 */
public interface ImageSource {
    /** How many sources there are, at least 1; some may turn out to be unusable. */
    int size();

    /** A name for reports, stable between runs; not for workers. */
    String name(int index);

    /** Like the name, and with what else tells a source from another of its name without reading it, such as its size. */
    default String identity(int index) {
        return name(index);
    }

    /**
     * Loads one source; its depth map may be left for later. What is wrong with it is an outcome, not an exception.
     *
     * @param index from 0 to {@link #size()} - 1
     */
    LoadOutcome load(int index);

    /** Whether a source comes with a depth map, as far as can be told without reading it. */
    default boolean hasDepth(int index) {
        return false;
    }

    /**
     * Loads the depth map of a source that was loaded without.
     *
     * @param index of a source that {@linkplain #hasDepth has one}
     * @param picture that was loaded from it
     * @return the picture with its depth map, or a reason that is {@linkplain SkipReason.Scope#DEPTH_MAP of the depth map}
     */
    default LoadOutcome loadDepth(int index, SourceImage picture) {
        throw new IllegalStateException(name(index) + " has no depth map");
    }
}
