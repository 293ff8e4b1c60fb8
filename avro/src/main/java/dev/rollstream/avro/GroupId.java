package dev.rollstream.avro;

/**
 * A group's identity: {@code <run id>/<sequence>}. The run id is fresh for each run, so that a group of an old run that is still
 * on the topics is never mistaken for one of a new run.
 *
 * @param runId the run: 1 to 64 letters, digits, '.', '_' or '-'
 * @param sequence the group's number within the run, from 0
 */
public record GroupId(String runId, long sequence) {
    /** Longest text of a group id, in characters. */
    public static final int MAX_LENGTH = 84;

    private static final String RUN_ID = "[A-Za-z0-9._-]{1,64}";

    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException naming the part that is not legal
     */
    public GroupId {
        if (!runId.matches(RUN_ID)) {
            throw new IllegalArgumentException(
                    "run id '" + abbreviate(runId) + "' is not 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence " + sequence + " of run " + runId + " is negative");
        }
    }

    /**
     * Reads a group id.
     *
     * @throws IllegalArgumentException if the text is not {@code <run id>/<sequence>}
     */
    public static GroupId parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0
                || text.length() > MAX_LENGTH
                || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("group id '" + abbreviate(text) + "' is not <run id>/<sequence>");
        }
        return new GroupId(text.substring(0, slash), Long.parseLong(text, slash + 1, text.length(), 10));
    }

    /** The text form, which is the record key. */
    @Override
    public String toString() {
        return runId + "/" + sequence;
    }

    private static String abbreviate(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
