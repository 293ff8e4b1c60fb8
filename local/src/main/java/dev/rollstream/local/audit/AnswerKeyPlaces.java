package dev.rollstream.local.audit;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.runtime.DeadLetter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where each group's answer keys lie. The first one that the scorer did not dead-letter opens the group; one in a wrong partition,
 * say, opens nothing, wherever it comes in the order of reading.
 */
final class AnswerKeyPlaces {
    private record Place(int partition, long offset) {}

    private final String topic;
    private final Map<String, List<Logged<AnswerKeyEventType>>> keys = new HashMap<>();
    private final Set<Place> refused = new HashSet<>();

    AnswerKeyPlaces(String topic) {
        this.topic = topic;
    }

    void onAnswerKey(Logged<AnswerKeyEvent> event) {
        AnswerKeyEventType type = event.value().getType();
        if (type == AnswerKeyEventType.KEY) {
            keys.computeIfAbsent(event.key(), group -> new ArrayList<>(1))
                    .add(new Logged<>(event.key(), event.partition(), event.offset(), event.timestampMs(), type));
        }
    }

    void onDeadLetter(DeadLetter letter) {
        if (letter.topic().equals(topic)) {
            refused.add(new Place(letter.partition(), letter.offset()));
        }
    }

    /** Groups with any answer key. */
    Set<String> groups() {
        return keys.keySet();
    }

    /** The key that opens a group; empty: it has none, or none that could be used. */
    Optional<Logged<AnswerKeyEventType>> opening(String group) {
        return keys.getOrDefault(group, List.of()).stream()
                .filter(key -> !refused.contains(new Place(key.partition(), key.offset())))
                .findFirst();
    }

    /** Whether the scorer has read the key that opens a group. */
    boolean isRead(String group, Window window) {
        return opening(group)
                .filter(key -> window.isProcessed(topic, key.partition(), key.offset()))
                .isPresent();
    }
}
