package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SampleAheadTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void givesSamplesInOrderHoweverTheyAreMade() throws Exception {
        // Given
        CountDownLatch second = new CountDownLatch(1);
        SampleSource source = sequence -> {
            if (sequence == 10) {
                awaitQuietly(second);
            } else {
                second.countDown();
            }
            return TestSamples.sample(sequence, 1);
        };
        List<String> answers = new ArrayList<>();

        // When
        try (SampleAhead samples = new SampleAhead(source, executor, 4, 10, 13)) {
            while (!samples.exhausted()) {
                answers.add(((TaskSample) samples.poll(LONG).orElseThrow()).answer());
            }
        }

        // Then
        assertThat(answers).containsExactly("ANSWER-10", "ANSWER-11", "ANSWER-12");
    }

    @Test
    void doesNotRunFurtherAheadThanItsDepth() throws Exception {
        // Given
        AtomicLong highest = new AtomicLong();
        SampleSource source = sequence -> {
            highest.accumulateAndGet(sequence, Math::max);
            return TestSamples.sample(sequence, 1);
        };

        // When
        try (SampleAhead samples = new SampleAhead(source, executor, 3, 0, 1_000)) {
            samples.poll(LONG);
            samples.poll(LONG);
        }

        // Then
        assertThat(highest.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void passesOnWhyASampleCannotBeMade() {
        // Given
        SampleSource source = sequence -> {
            throw new StageException("no usable picture");
        };

        // When / Then
        try (SampleAhead samples = new SampleAhead(source, executor, 3, 0, 1_000)) {
            assertThatThrownBy(() -> samples.poll(LONG))
                    .isInstanceOf(StageException.class)
                    .hasMessage("no usable picture");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
