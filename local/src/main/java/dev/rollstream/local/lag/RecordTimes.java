package dev.rollstream.local.lag;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out when records were written, without reading one: by asking which record is the first of a time or later, which takes
 * no more than the right to describe a topic.
 *
 * <p>The later the time that is asked for, the later the record. So the time of the record at an offset is the latest time whose
 * first record lies not beyond the offset: found by doubling steps back from now, then by halving, all places in one question a
 * round. It ends within a hundredth of the age, or at the millisecond where an answer is that very record. Where records of a
 * partition are not in the order of their times, it is the latest time up to the record.
 */
final class RecordTimes {
    private static final long FIRST_STEP_MS = 1_000;
    private static final long FINEST_MS = 10;
    private static final int MAX_ROUNDS = 256;

    private final Oracle oracle;

    /** Knows which record is the first of a time. */
    interface Oracle {
        /**
         * The first records of a time or later.
         *
         * @param timesMs what is asked for, by partition
         * @return answers by partition; a partition has none where there is no such record
         */
        Map<TopicPartition, First> firstAtOrAfter(Map<TopicPartition, Long> timesMs);
    }

    /** A record's offset and time. */
    record First(long offset, long timeMs) {}

    RecordTimes(Oracle oracle) {
        this.oracle = oracle;
    }

    /** The search for one place. */
    private static final class Search {
        private final Place place;
        private final long nowMs;
        private long stepMs = FIRST_STEP_MS;
        /** The record is not older than this. */
        private long lowMs = Long.MIN_VALUE;
        /** The record is older than this. */
        private long highMs;

        Search(Place place, long nowMs) {
            this.place = place;
            this.nowMs = nowMs;
            this.highMs = nowMs + 1;
        }

        long question() {
            return !isKnown() ? Math.max(0, nowMs - stepMs) : Math.max(lowMs + 1, lowMs + (highMs - lowMs) / 2);
        }

        /** Takes an answer, empty where there is no record so late; true once the time is as well known as it can be. */
        boolean take(long askedMs, Optional<First> first) {
            if (first.isEmpty() || first.get().offset() > place.offset()) {
                highMs = Math.min(highMs, askedMs);
                stepMs *= 2;
                if (askedMs == 0) {
                    first.ifPresent(record -> lowMs = record.timeMs());
                    return true;
                }
            } else {
                lowMs = Math.max(lowMs, Math.max(askedMs, first.get().timeMs()));
                highMs = Math.max(highMs, lowMs + 1);
                if (first.get().offset() == place.offset()) {
                    lowMs = first.get().timeMs();
                    return true;
                }
            }
            return isKnown() && highMs - lowMs <= tolerance();
        }

        boolean isKnown() {
            return lowMs != Long.MIN_VALUE;
        }

        private long tolerance() {
            return Math.max(FINEST_MS, (nowMs - lowMs) / 100);
        }
    }

    /**
     * When the records at some places were written.
     *
     * @param nowMs the time now
     * @return milliseconds since the epoch, by place; a place whose search came to nothing is missing
     */
    Map<Place, Long> of(Set<Place> places, long nowMs) {
        Map<Place, Long> found = new HashMap<>();
        Set<Search> open = new HashSet<>();
        places.forEach(place -> open.add(new Search(place, nowMs)));
        for (int round = 0; round < MAX_ROUNDS && !open.isEmpty(); round++) {
            step(open, found);
        }
        return found;
    }

    /** One question for each partition: places of one partition take turns. */
    private void step(Set<Search> open, Map<Place, Long> found) {
        Map<TopicPartition, Search> asked = new HashMap<>();
        open.forEach(search -> asked.putIfAbsent(search.place.partition(), search));
        Map<TopicPartition, Long> questions = new HashMap<>();
        asked.forEach((partition, search) -> questions.put(partition, search.question()));
        Map<TopicPartition, First> answers = oracle.firstAtOrAfter(questions);
        asked.forEach((partition, search) -> {
            long askedMs = questions.getOrDefault(partition, 0L);
            if (search.take(askedMs, Optional.ofNullable(answers.get(partition)))) {
                open.remove(search);
                if (search.isKnown()) {
                    found.put(search.place, search.lowMs);
                }
            }
        });
    }
}
