package dev.rollstream.pretext.dataset;

import java.util.List;
import java.util.Map;

/**
 * Where an export that did not end can be gone on with. Everything before is in the files, up to the bytes that it names.
 *
 * @param next sequence number that is not done yet
 * @param shard that it belongs to
 * @param shardBytes of that shard's file that are good
 * @param rows written in all
 * @param skippedBytes of the file of skips that are good
 * @param made tasks by task and variant
 * @param probes some samples that are done, to see whether they would still come out the same
 */
record Checkpoint(
        long next,
        int shard,
        long shardBytes,
        long rows,
        long skippedBytes,
        Map<String, Map<String, Long>> made,
        List<Probe> probes) {
    Checkpoint {
        made = Map.copyOf(made);
        probes = List.copyOf(probes);
    }

    /**
     * A sample that was written.
     *
     * @param digest of prompt, answer and pictures
     */
    record Probe(long sequence, String digest) {}

    static Checkpoint start(long firstSequence) {
        return new Checkpoint(firstSequence, 0, 0, 0, 0, Map.of(), List.of());
    }
}
