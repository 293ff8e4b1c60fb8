package dev.rollstream.learner.reader;

import java.util.function.Supplier;

/** A task, a rollout or a terminal record is not what it must be. The problem is told for a receipt; it may quote hostile text. */
final class InvalidPayloadException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 500;

    private final String problem;

    InvalidPayloadException(String problem) {
        super(problem, null, false, false);
        this.problem = printable(problem);
    }

    /** One line of bounded length: ids in it come from other programs. */
    private static String printable(String text) {
        String line = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
        return line.codePoints().anyMatch(Character::isISOControl) ? line.replaceAll("\\p{Cntrl}", "?") : line;
    }

    /** What is wrong. */
    String problem() {
        return problem;
    }

    /** The same problem as one of a part of the record. */
    InvalidPayloadException in(String part) {
        return new InvalidPayloadException(part + ": " + problem);
    }

    static void require(boolean condition, String problem) throws InvalidPayloadException {
        if (!condition) {
            throw new InvalidPayloadException(problem);
        }
    }

    static void require(boolean condition, Supplier<String> problem) throws InvalidPayloadException {
        if (!condition) {
            throw new InvalidPayloadException(problem.get());
        }
    }
}
