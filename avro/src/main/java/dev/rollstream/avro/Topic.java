package dev.rollstream.avro;

/**
 * A topic as a typed value. Keys are always plain UTF-8 strings: an Avro key would carry a schema id, and a new id would send
 * the same group to another partition.
 *
 * @param <V> type of the values: a generated record, or {@code byte[]} for dead letters
 * @param name full name on the cluster, prefix included
 * @param valueType class of the values
 * @param settings how the topic is kept
 */
public record Topic<V>(String name, Class<V> valueType, TopicSettings settings) {
    /** Registry subject of the topic's values (Confluent's TopicNameStrategy). */
    public String subject() {
        return name + "-value";
    }
}
