package dev.rollstream.pretext.dataset;

import java.nio.file.Path;

/**
 * What to export, and to where.
 *
 * @param out folder, made where it is missing
 * @param existing what to do about what is in it
 * @param firstSequence of the run
 * @param count of sequence numbers, at least 1
 * @param threads that make samples, at least 1
 * @param layout of the files
 */
public record ExportRequest(
        Path out, Existing existing, long firstSequence, long count, int threads, ExportLayout layout) {
    /** Checks the numbers. */
    public ExportRequest {
        if (count < 1 || firstSequence < 0 || threads < 1) {
            throw new IllegalArgumentException(
                    "an export needs a count and threads of at least 1 and a first sequence of" + " at least 0, not "
                            + count + ", " + threads + ", " + firstSequence);
        }
        if (layout.shards() > count) {
            throw new IllegalArgumentException(
                    layout.shards() + " shards are more than the " + count + " tasks in them");
        }
    }

    /** What to do about a folder with something in it. */
    public enum Existing {
        /** It is not touched. */
        REFUSE,
        /** Files of an earlier export are removed, all others stay. */
        OVERWRITE,
        /** An export that did not end is gone on with; where there is none, it begins. */
        RESUME
    }

    /** Sequence number behind the last. */
    long end() {
        return Math.addExact(firstSequence, count);
    }

    /** Sequence number behind the last of a shard. */
    long shardEnd(int shard) {
        long shards = layout.shards();
        return firstSequence + count / shards * (shard + 1) + count % shards * (shard + 1) / shards;
    }
}
