package dev.rollstream.local.bench;

import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for stages to be ready. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long LOOK_EVERY_MS = 5;

    private Readiness() {}

    /**
     * Returns once a stage that was started does its work.
     *
     * @throws StageException if it fails, or takes minutes
     */
    static void await(Stage stage) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!stage.health().ready()) {
            stage.health().failure().ifPresent(why -> {
                throw new StageException(stage.name() + " failed: " + why);
            });
            if (System.nanoTime() > deadlineNs) {
                throw new StageException(stage.name() + " is not ready after " + PATIENCE.toMinutes() + " minutes: "
                        + stage.health().obstacles());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
        }
    }
}
