package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.GroupId;
import dev.rollstream.producer.task.InFlightWindow.Answer;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // set by each test
class TaskProducerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ExecutorService samplers = Executors.newFixedThreadPool(2);
    private final Health health = new Health("task-producer");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Topics topics = new Topics();
    private TaskProducer producer;
    private Thread thread;

    /** What is on the topics, and what will be read from them; outlives the channels. */
    private static final class Topics {
        private final List<Long> keys = new CopyOnWriteArrayList<>();
        private final List<StreamListener.GroupEnd> ends = new CopyOnWriteArrayList<>();
        private final BlockingQueue<List<StreamListener.GroupEnd>> news = new LinkedBlockingQueue<>();
        private final List<String> cancels = new CopyOnWriteArrayList<>();
        private final List<Boolean> opened = new CopyOnWriteArrayList<>();
        private volatile boolean loseNextWriteAfterIt;

        private void end(long sequence, Answer answer) {
            end(List.of(sequence), answer);
        }

        /** Ends groups in one go: a poll reads all of them. */
        private void end(List<Long> sequences, Answer answer) {
            List<StreamListener.GroupEnd> batch = sequences.stream()
                    .map(sequence -> new StreamListener.GroupEnd(sequence, 0, sequence, false, answer))
                    .toList();
            ends.addAll(batch);
            news.add(batch);
        }
    }

    private final class Channel implements TaskChannel {
        @Override
        public void open(boolean resume, StreamListener listener) {
            topics.opened.add(resume);
            if (resume) {
                topics.keys.forEach(listener::made);
                topics.ends.forEach(listener::ended);
            }
        }

        @Override
        public void write(List<GroupDraft.Made> groups) {
            groups.forEach(group -> topics.keys.add(group.sequence()));
            if (topics.loseNextWriteAfterIt) {
                topics.loseNextWriteAfterIt = false;
                throw new ChannelLostException("commit timed out", new RuntimeException());
            }
        }

        @Override
        public void cancel(GroupId group, String reason) {
            topics.cancels.add(group + ": " + reason);
        }

        @Override
        public void follow(Duration wait, StreamListener listener) {
            try {
                List<StreamListener.GroupEnd> batch = topics.news.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
                if (batch != null) {
                    batch.forEach(listener::ended);
                }
            } catch (InterruptedException e) {
                throw new ChannelLostException("interrupted", e);
            }
        }

        @Override
        public void close() {}
    }

    private void start(OptionalLong count, int maxInFlight, SampleSource source) {
        TaskProducerOptions options = TaskProducerOptions.of(Run.named("run", count))
                .withPacing(new Pacing(maxInFlight, 4, Optional.empty()));
        TaskProducerMetrics metrics = new TaskProducerMetrics(meters, "run", 8);
        producer = new TaskProducer(
                options,
                new TaskProducer.Parts(source, samplers, Channel::new, new TaskFactory(options), metrics, health));
        thread = new Thread(producer, "task-producer-test");
        thread.start();
        health.started();
    }

    private static SampleOutcome sample(long sequence) {
        return TestSamples.sample(sequence, 3);
    }

    @AfterEach
    void stop() throws InterruptedException {
        producer.close();
        thread.join(PATIENCE.toMillis());
        samplers.shutdownNow();
        assertThat(thread.isAlive()).isFalse();
    }

    private static List<Long> range(int to) {
        List<Long> range = new ArrayList<>();
        for (long i = 0; i < to; i++) {
            range.add(i);
        }
        return range;
    }

    @Test
    void fillsTheWindowAndGoesOnAsGroupsEnd() {
        // Given
        start(OptionalLong.of(7), 5, TaskProducerTest::sample);
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 5);

        // When
        topics.end(0, Answer.MEMBERS);
        topics.end(3, Answer.MEMBERS);

        // Then
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 7);
        assertThat(topics.keys).containsExactlyElementsOf(range(7));
    }

    @Test
    void endsWhenAllOfTheRunHasEnded() throws Exception {
        // Given
        start(OptionalLong.of(3), 5, TaskProducerTest::sample);
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 3);
        assertThat(health.hasEnded()).isFalse();

        // When
        topics.end(range(3), Answer.MEMBERS);

        // Then
        health.awaitEnd();
        assertThat(health.failure()).isEmpty();
    }

    @Test
    void whatWasCommittedBeforeTheConnectionBrokeIsNotMadeAgain() {
        // Given
        topics.loseNextWriteAfterIt = true;

        // When
        start(OptionalLong.of(9), 100, TaskProducerTest::sample);

        // Then
        await().atMost(PATIENCE).until(() -> topics.keys.size() >= 9);
        assertThat(topics.keys).containsExactlyElementsOf(range(9));
        assertThat(topics.opened).containsExactly(true, true);
    }

    @Test
    void resumesAfterTheHighestSequence() {
        // Given
        topics.keys.addAll(range(4));
        topics.end(1, Answer.MEMBERS);

        // When
        start(OptionalLong.of(6), 5, TaskProducerTest::sample);

        // Then
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 6);
        assertThat(topics.keys).containsExactlyElementsOf(range(6));
    }

    @Test
    void saysThatNoWorkerAnswersAndTriesOneGroupAtATime() {
        // Given
        start(OptionalLong.empty(), 3, TaskProducerTest::sample);
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 3);

        // When
        topics.end(range(3), Answer.NONE);

        // Then
        await().atMost(PATIENCE)
                .until(() -> health.obstacles().getOrDefault("pace", "").contains("no worker answers"));
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 4);
        topics.end(3, Answer.NONE);
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 5);
        assertThat(health.ready()).isFalse();
        topics.end(4, Answer.MEMBERS);
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 8);
        assertThat(health.ready()).isTrue();
    }

    @Test
    void cancelsBetweenBatches() {
        // Given
        start(OptionalLong.of(1), 3, TaskProducerTest::sample);

        // When
        producer.cancel(new GroupId("run", 0), "changed my mind");

        // Then
        await().atMost(PATIENCE).until(() -> topics.cancels.size() == 1);
        assertThat(topics.cancels).containsExactly("run/0: changed my mind");
    }

    @Test
    void aSampleThatCannotBeMadeUsesUpItsNumberAndIsCounted() {
        // When
        start(
                OptionalLong.of(4),
                10,
                sequence -> sequence == 2 ? new SkippedSample("too-dark", "black") : sample(sequence));

        // Then
        await().atMost(PATIENCE).until(() -> topics.keys.size() == 3);
        assertThat(topics.keys).containsExactly(0L, 1L, 3L);
        assertThat(meters.counter("rollstream_tasks_skipped_total", "reason", "too-dark")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aSourceThatGivesNothingFailsTheStageWithItsSentence() throws Exception {
        // When
        start(OptionalLong.empty(), 10, sequence -> {
            throw new StageException("the folder is empty; name another one");
        });

        // Then
        health.awaitEnd();
        assertThat(health.failure()).contains("the folder is empty; name another one");
    }

    @Test
    void nothingButSkipsFailsTheStage() throws Exception {
        // When
        start(OptionalLong.empty(), 10, sequence -> new SkippedSample("too-dark", "black"));

        // Then
        health.awaitEnd();
        assertThat(health.failure()).hasValueSatisfying(why -> assertThat(why).contains("1000 samples in a row"));
    }
}
