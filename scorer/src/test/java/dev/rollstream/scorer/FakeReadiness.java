package dev.rollstream.scorer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Knows what a test tells it, and who asked. */
final class FakeReadiness implements LogReadiness {
    private final Map<String, Long> asOfMs = new HashMap<>();
    private final Set<TopicPartition> asked = new HashSet<>();

    void set(String topic, long ms) {
        asOfMs.put(topic, ms);
    }

    Set<TopicPartition> asked() {
        return asked;
    }

    @Override
    public long caughtUpAsOfMs(TopicPartition partition, long neededMs) {
        asked.add(partition);
        return asOfMs.getOrDefault(partition.topic(), UNKNOWN);
    }
}
