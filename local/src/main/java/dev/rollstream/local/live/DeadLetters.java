package dev.rollstream.local.live;

import dev.rollstream.local.live.LiveSnapshot.Dead;
import dev.rollstream.runtime.DeadLetter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts records that could not be used, by who could not use them, where they lie and why. Whoever may write dead letters may write
 * anything into them: beyond {@value #MAX_KINDS} kinds the rest share a count.
 */
final class DeadLetters {
    static final int MAX_KINDS = 64;

    private static final Kind REST = new Kind("other", "other", "OTHER");
    private static final Kind UNREADABLE = new Kind("unknown", "unknown", "UNREADABLE");

    private final Map<Kind, Long> counts = new HashMap<>();

    private record Kind(String stage, String topic, String reason) {
        static Kind of(DeadLetter letter) {
            return new Kind(letter.stage(), letter.topic(), letter.reason().name());
        }
    }

    /**
     * One more.
     *
     * @param letter what its headers say; empty if they are not those of a dead letter
     */
    void add(Optional<DeadLetter> letter) {
        Kind kind = letter.map(Kind::of).orElse(UNREADABLE);
        counts.merge(counts.containsKey(kind) || counts.size() < MAX_KINDS ? kind : REST, 1L, Long::sum);
    }

    /** What came so far, the most frequent kinds first. */
    List<Dead> list() {
        return counts.entrySet().stream()
                .map(entry -> new Dead(
                        entry.getKey().stage(),
                        entry.getKey().topic(),
                        entry.getKey().reason(),
                        entry.getValue()))
                .sorted(Comparator.comparing(Dead::count)
                        .reversed()
                        .thenComparing(Dead::topic)
                        .thenComparing(Dead::reason)
                        .thenComparing(Dead::stage))
                .toList();
    }
}
