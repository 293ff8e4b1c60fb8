package dev.rollstream.local.report;

import java.util.Locale;

/** Shortens text from outside before anything else touches it. Lengths are in code points. */
final class Clip {
    private static final int NAME = 48;
    private static final String ELLIPSIS = "\u2026";

    private Clip() {}

    /** What is shown of a text. */
    record Clipped(String text, long leftOut) {
        /** Such as {@code 1,234 more characters}; empty if nothing was left out. */
        String note() {
            return leftOut == 0 ? "" : String.format(Locale.ROOT, "%s %,d more characters", ELLIPSIS, leftOut);
        }
    }

    /** The beginning of a text. */
    static Clipped beginning(String text, int length) {
        if (text.length() <= length) {
            return new Clipped(text, 0);
        }
        int points = text.codePointCount(0, text.length());
        return points <= length
                ? new Clipped(text, 0)
                : new Clipped(text.substring(0, text.offsetByCodePoints(0, length)), points - (long) length);
    }

    /** A name for a legend or a table. */
    static String name(String text) {
        Clipped clipped = beginning(text, NAME);
        return clipped.leftOut() == 0 ? text : clipped.text() + ELLIPSIS;
    }
}
