package dev.rollstream.local.bench;

import dev.rollstream.avro.GroupId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Utils;

/**
 * The groups of a workload by number, and the partition of each: the one that Kafka's producer chooses for its key, as a task
 * producer leaves it to. Of all sequence numbers those are taken that give every partition as many groups.
 */
final class Placement {
    private final String run;
    private final long[] sequences;
    private final int[] partitions;

    private Placement(String run, int groups) {
        this.run = run;
        this.sequences = new long[groups];
        this.partitions = new int[groups];
    }

    /**
     * Chooses groups.
     *
     * @param run first part of every group's id
     * @param groups how many
     * @param partitions over how many partitions
     */
    static Placement of(String run, int groups, int partitions) {
        Placement placement = new Placement(run, groups);
        int[] places = new int[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            places[partition] = groups / partitions + (partition < groups % partitions ? 1 : 0);
        }
        int group = 0;
        for (long sequence = 0; group < groups; sequence++) {
            int partition = partitionOf(new GroupId(run, sequence).toString(), partitions);
            if (places[partition] > 0) {
                places[partition]--;
                placement.sequences[group] = sequence;
                placement.partitions[group++] = partition;
            }
        }
        return placement;
    }

    private static int partitionOf(String id, int partitions) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** First part of every group's id. */
    String run() {
        return run;
    }

    /** How many groups there are. */
    int groups() {
        return sequences.length;
    }

    /** Id of a group. */
    String id(int group) {
        return new GroupId(run, sequences[group]).toString();
    }

    /** Partition of a group. */
    int partition(int group) {
        return partitions[group];
    }

    /** Number of the group of an id; negative if it is none of these. */
    int group(String id) {
        GroupId parsed = GroupId.parse(id);
        return parsed.runId().equals(run) ? Arrays.binarySearch(sequences, parsed.sequence()) : -1;
    }
}
