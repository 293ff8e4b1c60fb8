package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class IndexReaderTest {
    private static final String TOPIC = "advantages";

    private final AtomicLong nanos = new AtomicLong();

    private static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }

    private static ConsumerRecord<byte[], ByteBuffer> record(int partition, long offset, long timestamp) {
        return LogConsumer.record(partition(partition), offset, timestamp, new byte[0], new byte[10]);
    }

    private IndexReader reader(LogConsumer consumer, Position start) {
        return new IndexReader(consumer, start, () -> false, nanos::get);
    }

    private static List<String> places(List<ConsumerRecord<byte[], ByteBuffer>> records) {
        return records.stream()
                .map(record -> record.partition() + "@" + record.offset())
                .toList();
    }

    private static List<String> readAll(IndexReader reader, int records, Random random) {
        List<String> all = new ArrayList<>();
        while (all.size() < records) {
            all.addAll(places(reader.read(1 + random.nextInt(10))));
        }
        return all;
    }

    @Test
    void ordersALogByTimeWhateverThePortionsAndFromAnyPositionAlike() {
        for (int seed = 0; seed < 100; seed++) {
            // Given: times that grow within a partition, as the aggregator writes them
            Random random = new Random(seed);
            List<ConsumerRecord<byte[], ByteBuffer>> log = new ArrayList<>();
            for (int partition = 0; partition < 3; partition++) {
                long time = 0;
                for (int offset = 0; offset < random.nextInt(60); offset++) {
                    time += random.nextInt(4);
                    log.add(record(partition, offset, time));
                }
            }
            List<String> expected = places(log.stream()
                    .sorted(Comparator.<ConsumerRecord<byte[], ByteBuffer>>comparingLong(ConsumerRecord::timestamp)
                            .thenComparingInt(ConsumerRecord::partition)
                            .thenComparingLong(ConsumerRecord::offset))
                    .toList());
            int begin = expected.isEmpty() ? 0 : random.nextInt(expected.size());
            Map<Integer, Long> offsets = new HashMap<>(Map.of(0, 0L, 1, 0L, 2, 0L));
            expected.subList(0, begin).forEach(place -> offsets.merge(place.charAt(0) - '0', 1L, Long::sum));

            // When
            List<String> whole = readAll(
                    reader(consumerOf(log, seed), Position.of(TOPIC, Map.of(0, 0L, 1, 0L, 2, 0L))), log.size(), random);
            List<String> rest =
                    readAll(reader(consumerOf(log, seed + 1), Position.of(TOPIC, offsets)), log.size() - begin, random);

            // Then
            assertThat(whole).as("seed %s", seed).isEqualTo(expected);
            assertThat(rest).as("seed %s from %s", seed, begin).isEqualTo(expected.subList(begin, expected.size()));
        }
    }

    private static LogConsumer consumerOf(List<ConsumerRecord<byte[], ByteBuffer>> log, long seed) {
        LogConsumer consumer = new LogConsumer(seed);
        log.forEach(consumer::append);
        return consumer;
    }

    @Test
    void waitsForASilentPartitionButNotForEver() {
        // Given: partition 1 says that it has records, and delivers none
        LogConsumer consumer = new LogConsumer(1);
        consumer.append(record(0, 0, 5));
        consumer.append(record(1, 0, 1));
        consumer.silence(partition(1));
        IndexReader reader = reader(consumer, Position.of(TOPIC, Map.of(0, 0L, 1, 0L)));

        // When
        List<String> early = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            early.addAll(places(reader.read(10)));
        }
        nanos.addAndGet(2_000_000_001L);
        List<String> late = places(reader.read(10));
        consumer.speak();
        List<String> later = readAll(reader, 1, new Random(1));

        // Then
        assertThat(early).isEmpty();
        assertThat(late).containsExactly("0@0");
        assertThat(later).containsExactly("1@0");
    }

    @Test
    void refusesPositionsOutsideTheLog() {
        // Given
        LogConsumer consumer = new LogConsumer(1);
        for (int offset = 0; offset < 9; offset++) {
            consumer.append(record(0, offset, offset));
        }
        consumer.deleteBefore(partition(0), 4);

        // When, Then
        assertThatThrownBy(() -> reader(consumer, Position.of(TOPIC, Map.of(0, 3L))))
                .isInstanceOf(PositionException.class)
                .hasMessageContaining("position advantages-0@3 is out of range: the log holds offsets 4 to 8 (next: 9)")
                .hasMessageContaining("records 3 to 3 are gone by retention");
        assertThatThrownBy(() -> reader(consumer, Position.of(TOPIC, Map.of(0, 10L))))
                .isInstanceOf(PositionException.class)
                .hasMessageContaining("truncated or made anew");
        assertThat(readAll(reader(consumer, Position.of(TOPIC, Map.of(0, 4L))), 5, new Random(1)))
                .hasSize(5);
    }

    @Test
    void failsWhenRetentionOvertakesIt() {
        // Given
        LogConsumer consumer = new LogConsumer(1);
        consumer.append(record(0, 0, 0));
        IndexReader reader = reader(consumer, Position.of(TOPIC, Map.of(0, 0L)));
        assertThat(readAll(reader, 1, new Random(1))).hasSize(1);

        // When
        consumer.append(record(0, 7, 0));
        consumer.deleteBefore(partition(0), 5);

        // Then
        assertThatThrownBy(() -> readAll(reader, 1, new Random(1)))
                .isInstanceOf(PositionException.class)
                .hasMessageContaining("@1 is out of range: the log holds offsets 5 to 7");
    }
}
