package dev.rollstream.local.topics;

/**
 * One line of a check.
 *
 * @param name what was looked at
 * @param verdict how it is
 * @param detail what was found; for a violation also the way out
 */
public record CheckLine(String name, Verdict verdict, String detail) {

    /** How a check ended. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** Works, but somebody should know. */
        NOTE,
        /** A guarantee of the stream does not hold. */
        VIOLATION
    }

    static CheckLine ok(String name, String detail) {
        return new CheckLine(name, Verdict.OK, detail);
    }

    static CheckLine note(String name, String detail) {
        return new CheckLine(name, Verdict.NOTE, detail);
    }

    static CheckLine violation(String name, String detail, String wayOut) {
        return new CheckLine(name, Verdict.VIOLATION, detail + ": " + wayOut);
    }

    /** Whether a guarantee does not hold. */
    public boolean isViolation() {
        return verdict == Verdict.VIOLATION;
    }
}
