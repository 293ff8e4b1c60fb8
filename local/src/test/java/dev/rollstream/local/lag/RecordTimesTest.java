package dev.rollstream.local.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.lag.RecordTimes.First;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordTimesTest {
    private static final long NOW = 1_795_000_000_000L;

    /** Times of records by partition, by offset; answers as a broker does, and counts how often it was asked. */
    private static final class Log implements RecordTimes.Oracle {
        private final Map<TopicPartition, List<Long>> times = new HashMap<>();
        private int rounds;

        TopicPartition with(int partition, List<Long> timesMs) {
            TopicPartition key = new TopicPartition("topic", partition);
            times.put(key, timesMs);
            return key;
        }

        @Override
        public Map<TopicPartition, First> firstAtOrAfter(Map<TopicPartition, Long> questions) {
            rounds++;
            Map<TopicPartition, First> answers = new HashMap<>();
            questions.forEach((partition, timeMs) -> {
                List<Long> records = times.get(partition);
                for (int offset = 0; offset < records.size() && !answers.containsKey(partition); offset++) {
                    if (records.get(offset) >= timeMs) {
                        answers.put(partition, new First(offset, records.get(offset)));
                    }
                }
            });
            return answers;
        }
    }

    @Test
    void findsTheTimeOfARecordWithinAHundredthOfItsAge() {
        for (int seed = 0; seed < 200; seed++) {
            // Given: records up to days old, in batches whose records share their time
            SplittableRandom random = new SplittableRandom(seed);
            Log log = new Log();
            Set<Place> places = new HashSet<>();
            for (int partition = 0; partition < 3; partition++) {
                List<Long> times = times(random);
                TopicPartition key = log.with(partition, times);
                places.add(new Place(key, random.nextInt(times.size())));
                places.add(new Place(key, random.nextInt(times.size())));
            }

            // When
            Map<Place, Long> found = new RecordTimes(log).of(places, NOW);

            // Then
            String subject = "seed " + seed;
            assertThat(found.keySet()).as(subject).isEqualTo(places);
            found.forEach((place, timeMs) -> {
                long wanted = log.times.get(place.partition()).get((int) place.offset());
                long allowed = Math.max(10, (NOW - wanted) / 50);
                assertThat(Math.abs(timeMs - wanted)).as(subject + " " + place).isLessThanOrEqualTo(allowed);
            });
            assertThat(log.rounds).as(subject).isLessThanOrEqualTo(2 * 45);
        }
    }

    private static List<Long> times(SplittableRandom random) {
        List<Long> times = new ArrayList<>();
        long time = NOW - (1L << random.nextInt(10, 30));
        while (time < NOW && times.size() < 400) {
            for (int i = random.nextInt(1, 20); i > 0; i--) {
                times.add(time);
            }
            time += random.nextLong(1, 1L << random.nextInt(1, 22));
        }
        return times;
    }

    @Test
    void aLoneRecordIsFoundExactly() {
        // Given
        Log log = new Log();
        Place place = new Place(log.with(0, List.of(NOW - 86_400_000)), 0);

        // When
        Map<Place, Long> found = new RecordTimes(log).of(Set.of(place), NOW);

        // Then
        assertThat(found).containsExactly(Map.entry(place, NOW - 86_400_000));
    }

    @Test
    void recordsOfTheFutureHaveNoAge() {
        // Given: the brokers' clock is ahead of this one
        Log log = new Log();
        Place place = new Place(log.with(0, List.of(NOW + 5_000, NOW + 6_000)), 0);

        // When
        Map<Place, Long> found = new RecordTimes(log).of(Set.of(place), NOW);

        // Then
        assertThat(found.get(place)).isGreaterThanOrEqualTo(NOW);
    }

    @Test
    void whereThereIsNoRecordThereIsNoTime() {
        // Given
        Log log = new Log();
        Place place = new Place(log.with(0, List.of()), 0);

        // When
        Map<Place, Long> found = new RecordTimes(log).of(Set.of(place), NOW);

        // Then
        assertThat(found).isEmpty();
    }
}
