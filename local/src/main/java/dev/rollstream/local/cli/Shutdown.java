package dev.rollstream.local.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wish to stop (Ctrl-C, SIGTERM) as something that a command can wait for. The process ends only once the command has
 * called {@link #close()}, or after a grace period that is longer than any stage needs.
 */
final class Shutdown implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onSignal, "shutdown");

    private Shutdown() {}

    /** Listens from now on. Open it before whatever must be closed in order. */
    static Shutdown listen() {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    private void onSignal() {
        requested.countDown();
        try {
            if (!done.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().addKeyValue("graceMs", GRACE.toMillis()).log("ending without an orderly stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody wants the command to stop. */
    boolean requested() {
        return requested.getCount() == 0;
    }

    /**
     * Waits for the wish to stop.
     *
     * @return true once it is there; false after {@code limit}
     */
    boolean await(Duration limit) {
        try {
            return requested.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            requested.countDown();
            return true;
        }
    }

    /** Everything is closed: the process may end. */
    @Override
    public void close() {
        done.countDown();
        if (!requested()) {
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.atDebug().addKeyValue("error", e).log("the process ends already");
        }
    }
}
