package dev.rollstream.local.simulation;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a topic: records in order, and how far readers of committed records see. Offsets may have gaps, as transaction
 * markers leave them; positions are indexes and have none.
 */
final class SimulatedLog {
    /** A record in its place. */
    record Entry(long offset, long timestampMs, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}

    private static final int NOT_HELD = -1;

    private final String topic;
    private final List<Entry> entries = new ArrayList<>();
    private long nextOffset;
    private int heldFrom = NOT_HELD;

    SimulatedLog(String topic) {
        this.topic = topic;
    }

    String topic() {
        return topic;
    }

    /** Appends a record; returns its offset. */
    long append(long timestampMs, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        entries.add(new Entry(nextOffset, timestampMs, key, value, headers));
        return nextOffset++;
    }

    /** A transaction marker takes the next offset. */
    void mark() {
        nextOffset++;
    }

    /** A writer's transaction begins: what is appended from now on is seen once it ends. */
    void hold() {
        if (heldFrom == NOT_HELD) {
            heldFrom = entries.size();
        }
    }

    /** The writer's transaction ends. */
    void release() {
        if (heldFrom != NOT_HELD) {
            heldFrom = NOT_HELD;
            mark();
        }
    }

    Entry at(int position) {
        return entries.get(position);
    }

    /** Position after the last record, whether it is seen already or not. */
    int end() {
        return entries.size();
    }

    /** Position up to which readers of committed records may read. */
    int visibleEnd() {
        return heldFrom == NOT_HELD ? entries.size() : heldFrom;
    }

    List<Entry> entries() {
        return entries;
    }
}
