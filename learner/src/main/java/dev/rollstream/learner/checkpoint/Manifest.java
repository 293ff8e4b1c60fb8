package dev.rollstream.learner.checkpoint;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollstream.avro.ReceiptOutcome;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint says of itself, as file {@code checkpoint.json}.
 *
 * @param format {@value #FORMAT}
 * @param learner whose it is
 * @param lineage which step it follows, and which version it made
 * @param place what of the stream is behind it
 * @param files checksums of the files beside it
 * @param settings everything that decided the step, by name
 * @param metrics the step's figures, by name
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Manifest(
        String format,
        String learner,
        Lineage lineage,
        Place place,
        Files files,
        SortedMap<String, String> settings,
        SortedMap<String, Double> metrics) {
    /** The format that this version writes and reads. */
    public static final String FORMAT = "rollstream-checkpoint/1";

    /** Copies the maps. */
    public Manifest {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /**
     * Where a checkpoint stands among others.
     *
     * @param policyId policy that is trained
     * @param step batches learned from; 0: none yet
     * @param version version of the policy that its weights are announced as
     * @param parent version that they were made from; null: they are the first of their line
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Lineage(
            String policyId,
            long step,
            long version,
            @Nullable Long parent) {}

    /**
     * What of the stream is behind a checkpoint.
     *
     * @param topic full name of topic advantages
     * @param offsets next offset by partition
     * @param batchGroups groups of a batch
     * @param counts groups so far, by what became of them
     * @param groups what became of the groups of this step
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Place(
            String topic,
            SortedMap<Integer, Long> offsets,
            int batchGroups,
            SortedMap<String, Long> counts,
            List<Settled> groups) {
        /** Copies the collections. */
        public Place {
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
            counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
            groups = List.copyOf(groups);
        }
    }

    /**
     * What became of a group.
     *
     * @param group its id
     * @param run the run that made it
     * @param partition partition of its terminal record
     * @param offset offset there
     * @param outcome TRAINED, or why not
     * @param detail more, for people; null: nothing to add
     */
    public record Settled(
            String group,
            String run,
            int partition,
            long offset,
            ReceiptOutcome outcome,
            @Nullable String detail) {}

    /**
     * SHA-256 of the files beside the manifest, lower-case hexadecimal.
     *
     * @param weights of the policy
     * @param optimiser of the optimiser's state
     * @param reference of the weights that the penalty holds the policy near
     */
    public record Files(String weights, String optimiser, String reference) {}
}
