package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PayloadFetcherTest {
    private static final TopicPartition TASKS = new TopicPartition("tasks", 0);
    private static final TopicPartition ROLLOUTS = new TopicPartition("rollouts", 0);
    private static final List<TopicPartition> ALL = List.of(TASKS, ROLLOUTS);
    private static final long MIB = 1024L * 1024;
    private static final List<PayloadRef> FIRST_ROLLOUT_AND_MANY_TASKS =
            List.of(new PayloadRef(ROLLOUTS, 0), new PayloadRef(TASKS, 0), new PayloadRef(TASKS, 1_000));

    private final AtomicBoolean stopped = new AtomicBoolean();

    private PayloadFetcher fetcher(LogConsumer consumer, long cacheBytes, long readThroughBytes) {
        return new PayloadFetcher(
                consumer,
                ALL,
                new PayloadFetcher.Limits(cacheBytes, readThroughBytes, MIB),
                new ReaderMetrics(new SimpleMeterRegistry(), "test"),
                stopped::get);
    }

    private static LogConsumer fullLog(long seed, int records) {
        LogConsumer consumer = new LogConsumer(seed);
        for (TopicPartition partition : ALL) {
            for (int offset = 0; offset < records; offset++) {
                consumer.append(LogConsumer.record(partition, offset, 0, new byte[0], new byte[100]));
            }
        }
        return consumer;
    }

    @Test
    void findsWhatIsThereAndNamesWhatIsNotWhateverTheOrderAndTheMemory() {
        for (int seed = 0; seed < 300; seed++) {
            // Given: a log with a deleted beginning, gaps, and markers at the end
            Random random = new Random(seed);
            LogConsumer consumer = new LogConsumer(seed);
            int end = 20 + random.nextInt(200);
            int first = random.nextInt(20);
            for (TopicPartition partition : ALL) {
                for (int offset = 0; offset < end; offset++) {
                    if (random.nextInt(5) > 0) {
                        consumer.append(
                                LogConsumer.record(partition, offset, 0, new byte[0], new byte[random.nextInt(300)]));
                    }
                }
                consumer.endAt(partition, end);
                consumer.deleteBefore(partition, first);
            }
            PayloadFetcher fetcher = fetcher(consumer, random.nextInt(20_000), random.nextInt(10_000));

            for (int round = 0; round < 5; round++) {
                List<PayloadRef> wanted = new ArrayList<>();
                for (int i = 0; i < random.nextInt(40); i++) {
                    wanted.add(new PayloadRef(ALL.get(random.nextInt(2)), random.nextInt(end + 20)));
                }

                // When
                Map<PayloadRef, Payload> found = fetcher.fetch(wanted);

                // Then
                for (PayloadRef ref : wanted) {
                    assertThat(found.get(ref)).as("seed %s, %s", seed, ref).isInstanceOf(expected(consumer, ref, end));
                }
            }
        }
    }

    private static Class<? extends Payload> expected(LogConsumer consumer, PayloadRef ref, int end) {
        if (ref.offset() >= end) {
            return Payload.Forged.class;
        }
        return consumer.holds(ref) ? Payload.Found.class : Payload.Gone.class;
    }

    @Test
    void readsInterleavedGroupsInOnePass() {
        // Given: groups of eight whose records are spread over a window of eighty
        LogConsumer consumer = fullLog(1, 8_000);
        PayloadFetcher fetcher = fetcher(consumer, MIB, MIB);
        int seeksBefore = consumer.seeks();

        // When
        for (int block = 0; block < 100; block++) {
            for (int group = 0; group < 10; group++) {
                List<PayloadRef> wanted = new ArrayList<>();
                for (int member = 0; member < 8; member++) {
                    wanted.add(new PayloadRef(ROLLOUTS, block * 80L + member * 10L + group));
                }
                assertThat(fetcher.fetch(wanted)).hasSize(8);
            }
        }

        // Then
        assertThat(consumer.seeks() - seeksBefore).isEqualTo(1);
        assertThat(consumer.delivered()).isLessThanOrEqualTo(8_000);
    }

    @Test
    void seeksOverWhatIsTooFarToReadThrough() {
        // Given
        LogConsumer consumer = fullLog(1, 10_000);
        PayloadFetcher fetcher = fetcher(consumer, MIB, 1_000);

        // When
        Map<PayloadRef, Payload> found =
                fetcher.fetch(List.of(new PayloadRef(ROLLOUTS, 5), new PayloadRef(ROLLOUTS, 9_000)));

        // Then
        assertThat(found.values()).hasSize(2).allMatch(Payload.Found.class::isInstance);
        assertThat(consumer.delivered()).isLessThan(100);
    }

    @Test
    void aPartitionThatIsReadRunsAheadWhileAnotherIsRead() {
        // Given
        LogConsumer consumer = fullLog(1, 2_000);
        PayloadFetcher fetcher = fetcher(consumer, MIB, MIB);
        fetcher.fetch(FIRST_ROLLOUT_AND_MANY_TASKS);
        long deliveredBefore = consumer.delivered();

        // When
        Map<PayloadRef, Payload> found = fetcher.fetch(List.of(new PayloadRef(ROLLOUTS, 500)));

        // Then
        assertThat(found.values()).hasSize(1).allMatch(Payload.Found.class::isInstance);
        assertThat(consumer.delivered()).isEqualTo(deliveredBefore);
    }

    @Test
    void whatRunsAheadTakesNoMoreThanItsShareOfTheCache() {
        // Given
        LogConsumer consumer = fullLog(1, 2_000);
        PayloadFetcher fetcher = fetcher(consumer, 40_000, MIB);

        // When
        fetcher.fetch(FIRST_ROLLOUT_AND_MANY_TASKS);

        // Then: 10,000 bytes are 100 records
        assertThat(consumer.currentLag(ROLLOUTS).orElseThrow()).isBetween(1_880L, 1_900L);
    }

    @Test
    void withoutACacheNothingRunsAhead() {
        // Given
        LogConsumer consumer = fullLog(1, 2_000);
        PayloadFetcher fetcher = fetcher(consumer, 0, MIB);

        // When
        fetcher.fetch(FIRST_ROLLOUT_AND_MANY_TASKS);

        // Then
        assertThat(consumer.currentLag(ROLLOUTS).orElseThrow()).isGreaterThan(1_985);
    }

    @Test
    void whatRunsAheadOutOfTheLogIsReadAnewWhereItIsWanted() {
        // Given
        LogConsumer consumer = fullLog(1, 2_000);
        PayloadFetcher fetcher = fetcher(consumer, MIB, MIB);
        fetcher.fetch(List.of(new PayloadRef(ROLLOUTS, 0), new PayloadRef(TASKS, 0)));
        consumer.deleteBefore(ROLLOUTS, 1_500);

        // When
        Map<PayloadRef, Payload> found = fetcher.fetch(List.of(
                new PayloadRef(TASKS, 1_000), new PayloadRef(ROLLOUTS, 1_400), new PayloadRef(ROLLOUTS, 1_600)));
        Map<PayloadRef, Payload> later =
                fetcher.fetch(List.of(new PayloadRef(TASKS, 1_999), new PayloadRef(ROLLOUTS, 1_700)));

        // Then
        assertThat(found.get(new PayloadRef(ROLLOUTS, 1_400))).isInstanceOf(Payload.Gone.class);
        assertThat(found.get(new PayloadRef(ROLLOUTS, 1_600))).isInstanceOf(Payload.Found.class);
        assertThat(later.values()).hasSize(2).allMatch(Payload.Found.class::isInstance);
    }

    @Test
    void givesUpWhenTheReaderIsClosed() {
        // Given
        LogConsumer consumer = fullLog(1, 10);
        PayloadFetcher fetcher = fetcher(consumer, MIB, MIB);
        stopped.set(true);

        // When, Then
        assertThatThrownBy(() -> fetcher.fetch(List.of(new PayloadRef(ROLLOUTS, 3))))
                .isInstanceOf(Stopped.class);
    }
}
