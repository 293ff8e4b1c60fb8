package dev.rollstream.learner.reader;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a reader is being closed, and what it waits for. Shared by its threads. */
final class ReaderState {
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Optional<String> obstacle = Optional.empty();

    void stop() {
        stop.countDown();
    }

    boolean stopped() {
        return stop.getCount() == 0;
    }

    void registryAnswers() {
        if (obstacle.isPresent()) {
            obstacle = Optional.empty();
        }
    }

    /**
     * Waits before the registry is asked again.
     *
     * @throws Stopped if the reader is closed
     */
    void waitForRegistry(String why, Duration pause) {
        obstacle = Optional.of(why);
        try {
            if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    /** What the reader waits for; empty: nothing. */
    Optional<String> obstacle() {
        return obstacle;
    }
}
