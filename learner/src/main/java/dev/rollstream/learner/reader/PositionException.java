package dev.rollstream.learner.reader;

import dev.rollstream.runtime.StageException;

/**
 * A reader cannot stand where it was told to. Never answered by a reset: that would skip or repeat groups in silence. The message
 * names the partition, the wanted and the available offsets, and the ways out.
 */
public final class PositionException extends StageException {
    private static final long serialVersionUID = 1L;

    PositionException(String message) {
        super(message);
    }

    static PositionException outOfRange(String partition, long wanted, long first, long end) {
        String what = wanted < first
                ? "the records " + wanted + " to " + (first - 1) + " are gone by retention"
                : "the topic was truncated or made anew";
        return new PositionException(
                "position " + partition + "@" + wanted + " is out of range: the log holds offsets " + first
                        + " to " + (end - 1) + " (next: " + end + "); " + what
                        + ". Resume from a newer checkpoint, restore the topic, or start anew at the beginning of what there is,"
                        + " which leaves the lost groups out of the ledger");
    }
}
