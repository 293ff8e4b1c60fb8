package dev.rollstream.pretext.geometry;

/** Where something is, as seen by whoever faces some way. */
public enum Bearing {
    LEFT("Left"),
    RIGHT("Right"),
    FRONT("Front"),
    BACK("Back");

    private final String text;

    Bearing(String text) {
        this.text = text;
    }

    /** As options name it. */
    public String text() {
        return text;
    }

    /** Whether it is a side rather than ahead or behind. */
    public boolean isSideways() {
        return this == LEFT || this == RIGHT;
    }
}
