package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The dead letters that were published: one a record, and no more. */
final class DeadLetters {
    /** A rollout of a slot that it could have won is dead for one of these. */
    private static final Set<DeadLetterReason> NEVER_MET_ITS_KEY =
            Set.of(DeadLetterReason.NO_ANSWER_KEY, DeadLetterReason.PARK_FULL);

    private final Map<String, Map<Long, DeadLetterReason>> byTopic = new HashMap<>();

    void add(DeadLetter letter) {
        DeadLetterReason earlier = byTopic.computeIfAbsent(letter.topic(), topic -> new HashMap<>())
                .put(letter.offset(), letter.reason());
        assertThat(earlier)
                .as("%s is a dead letter once, now for %s", letter.coordinates(), letter.reason())
                .isNull();
    }

    Map<Long, DeadLetterReason> of(String topic) {
        return byTopic.getOrDefault(topic, Map.of());
    }

    Optional<DeadLetterReason> at(String topic, long offset) {
        return Optional.ofNullable(of(topic).get(offset));
    }

    /** Whether a rollout was given up before its group's key was read. */
    boolean neverMetItsKey(String topic, long offset) {
        return at(topic, offset).filter(NEVER_MET_ITS_KEY::contains).isPresent();
    }
}
