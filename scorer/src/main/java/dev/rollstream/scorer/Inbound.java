package dev.rollstream.scorer;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read: raw bytes and where it lies.
 *
 * @param at where it lies
 * @param appendedAtMs its append time
 * @param key raw key, null where it has none
 * @param value raw value, null where it has none
 * @param headers its headers
 */
record Inbound(Coordinates at, long appendedAtMs, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    /** Topic, partition and offset of a record. */
    record Coordinates(String topic, int partition, long offset) {}

    /** The record with another key, without value and headers. */
    Inbound bare(byte @Nullable [] otherKey) {
        return new Inbound(at, appendedAtMs, otherKey, null, new RecordHeaders());
    }

    /** The key as text: the group id. Empty where there is no key. */
    String keyText() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** Whether the record lies where Kafka's default partitioner puts its key. */
    boolean isWhereItsKeyBelongs(int partitions) {
        return key == null || Utils.toPositive(Utils.murmur2(key)) % partitions == at.partition;
    }

    int valueBytes() {
        return value == null ? 0 : value.length;
    }

    /** Size of all that the record holds. */
    long sizeBytes() {
        long size = valueBytes() + (key == null ? 0L : key.length);
        for (Header header : headers) {
            size += header.key().length() + (header.value() == null ? 0L : header.value().length);
        }
        return size;
    }
}
