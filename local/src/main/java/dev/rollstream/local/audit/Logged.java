package dev.rollstream.local.audit;

import dev.rollstream.avro.RecordRef;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in its topic.
 *
 * @param key the key
 * @param partition its partition
 * @param offset its offset
 * @param timestampMs its time
 * @param value the decoded value
 */
public record Logged<V>(String key, int partition, long offset, long timestampMs, V value) {
    /** Whether a reference points at this record. */
    public boolean isAt(@Nullable RecordRef ref) {
        return ref != null && ref.getPartition() == partition && ref.getOffset() == offset;
    }

    /** Where it lies, as {@code partition@offset}. */
    public String coordinates() {
        return partition + "@" + offset;
    }
}
