package dev.rollstream.producer.worker.openai;

/**
 * What came of one look at a server.
 *
 * @param name what was looked at
 * @param verdict how it is
 * @param detail what was found; where it is not fit, also the way out
 */
public record ServerCheck(String name, Verdict verdict, String detail) {
    /** How a check ended. */
    public enum Verdict {
        /** Fit. */
        OK,
        /** It could not be told, or somebody should know. */
        NOTE,
        /** Not fit for rollouts that are learned from. */
        FAILED
    }

    static ServerCheck ok(String name, String detail) {
        return new ServerCheck(name, Verdict.OK, detail);
    }

    static ServerCheck note(String name, String detail) {
        return new ServerCheck(name, Verdict.NOTE, detail);
    }

    static ServerCheck failed(String name, String detail, String wayOut) {
        return new ServerCheck(name, Verdict.FAILED, detail + ": " + wayOut);
    }
}
