package dev.rollstream.pretext.geometry;

/** The three ranges of scaled depth whose order is asked for, bounds included, nearest first. */
public enum Band {
    NEAR(0, 0.3),
    MIDDLE(0.35, 0.65),
    FAR(0.7, 1);

    private final double low;
    private final double high;

    Band(double low, double high) {
        this.low = low;
        this.high = high;
    }

    /** Whether a scaled depth lies in it; NaN lies in none. */
    public boolean holds(double scaled) {
        return scaled >= low && scaled <= high;
    }

    /** Whether a scaled depth between two others may lie in it. */
    boolean meets(double from, double to) {
        return to >= low && from <= high;
    }
}
