package dev.rollstream.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What is known of a record that could not be used. It travels in the headers of the dead letter, whose key and value are the
 * record's own bytes; a dead-lettered answer key has no value, coordinates only.
 *
 * @param stage stage that could not use it
 * @param reason why
 * @param detail more about why, for people; never a completion or an answer
 * @param topic where the record lies
 * @param partition where the record lies
 * @param offset where the record lies
 */
public record DeadLetter(
        String stage, DeadLetterReason reason, String detail, String topic, int partition, long offset) {

    private static final String PREFIX = "rollstream.dead-letter.";
    private static final int MAX_DETAIL = 500;

    /** Shortens the detail to what a header should carry. */
    public DeadLetter {
        detail = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
    }

    /** The record's headers with these facts added. */
    public Headers headers(Headers original) {
        RecordHeaders headers = new RecordHeaders(original.toArray());
        put(headers, "stage", stage);
        put(headers, "reason", reason.name());
        put(headers, "detail", detail);
        put(headers, "topic", topic);
        put(headers, "partition", Integer.toString(partition));
        put(headers, "offset", Long.toString(offset));
        return headers;
    }

    /** Reads the facts back; empty if the headers are not those of a dead letter. */
    public static Optional<DeadLetter> of(Headers headers) {
        try {
            return Optional.of(new DeadLetter(
                    get(headers, "stage"),
                    DeadLetterReason.valueOf(get(headers, "reason")),
                    get(headers, "detail"),
                    get(headers, "topic"),
                    Integer.parseInt(get(headers, "partition")),
                    Long.parseLong(get(headers, "offset"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Where the record lies, as {@code topic-partition@offset}. */
    public String coordinates() {
        return topic + "-" + partition + "@" + offset;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(PREFIX + name);
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String get(Headers headers, String name) {
        Header header = headers.lastHeader(PREFIX + name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException("no header " + PREFIX + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
