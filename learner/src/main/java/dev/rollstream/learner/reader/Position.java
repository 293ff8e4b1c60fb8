package dev.rollstream.learner.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a learner stands: for each partition of ADVANTAGES the offset of the next record to read. Everything before it was
 * handed out or passed over; nothing at or after it was. One vector of numbers is the whole position, so that it can lie inside
 * a checkpoint, and no consumer group stands beside it that could disagree.
 *
 * <p>Text form: {@code {"topic":"rollstream.advantages","offsets":{"0":17,"1":4}}}.
 *
 * @param topic full name of the topic
 * @param offsets next offset by partition
 */
public record Position(String topic, SortedMap<Integer, Long> offsets) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the topic is empty or a number is negative
     */
    public Position {
        if (topic.isEmpty()) {
            throw new IllegalArgumentException("a position names its topic");
        }
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
        offsets.forEach((partition, offset) -> {
            if (partition < 0 || offset < 0) {
                throw new IllegalArgumentException("position of " + topic + " has a negative number: partition "
                        + partition + ", offset " + offset);
            }
        });
    }

    /** A position from offsets by partition. */
    public static Position of(String topic, Map<Integer, Long> offsets) {
        return new Position(topic, new TreeMap<>(offsets));
    }

    /**
     * The next offset to read in a partition.
     *
     * @throws IllegalArgumentException if the position does not name the partition
     */
    public long next(int partition) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new IllegalArgumentException(
                    "the position of " + topic + " has no partition " + partition + ", only " + offsets.keySet());
        }
        return offset;
    }

    /**
     * The position after this one with some partitions moved on.
     *
     * @throws IllegalArgumentException if that would move a partition back, or a partition is unknown: positions only grow
     */
    public Position advancedTo(Map<Integer, Long> moved) {
        TreeMap<Integer, Long> merged = new TreeMap<>(offsets);
        moved.forEach((partition, offset) -> {
            if (offset < next(partition)) {
                throw new IllegalArgumentException("position of " + topic + "-" + partition + " would go back from "
                        + next(partition) + " to " + offset);
            }
            merged.put(partition, offset);
        });
        return new Position(topic, merged);
    }

    /** Whether everything that the other position covers is covered by this one. */
    public boolean covers(Position other) {
        return topic.equals(other.topic)
                && other.offsets.entrySet().stream()
                        .allMatch(entry -> offsets.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }

    /** The text form. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode().put("topic", topic);
        ObjectNode numbers = root.putObject("offsets");
        offsets.forEach((partition, offset) -> numbers.put(Integer.toString(partition), offset));
        return root.toString();
    }

    /** The text form as UTF-8, for a file of a checkpoint. */
    public byte[] toBytes() {
        return toJson().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Position fromJson(String json) {
        JsonNode root = parse(json);
        JsonNode topic = root.path("topic");
        JsonNode numbers = root.path("offsets");
        if (!topic.isTextual() || !numbers.isObject()) {
            throw new IllegalArgumentException(
                    "not a position: want {\"topic\":...,\"offsets\":{\"0\":...}}, got " + abbreviate(json));
        }
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : numbers.properties()) {
            offsets.put(partition(entry.getKey()), offset(entry.getKey(), entry.getValue()));
        }
        return new Position(topic.textValue(), offsets);
    }

    /** Reads the text form from UTF-8. */
    public static Position fromBytes(byte[] bytes) {
        return fromJson(new String(bytes, StandardCharsets.UTF_8));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not a position: " + e.getOriginalMessage() + " in " + abbreviate(json), e);
        }
    }

    private static int partition(String text) {
        if (!text.matches("0|[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("not a position: '" + abbreviate(text) + "' is not a partition number");
        }
        return Integer.parseInt(text);
    }

    private static long offset(String partition, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new IllegalArgumentException(
                    "not a position: offset of partition " + partition + " is " + abbreviate(node.toString()));
        }
        return node.longValue();
    }

    private static String abbreviate(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
