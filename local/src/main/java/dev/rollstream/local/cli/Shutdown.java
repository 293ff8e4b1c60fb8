package dev.rollstream.local.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wish to stop (Ctrl-C, SIGTERM) as something that a command can wait for. The process ends only once the command has
 * called {@link #close()}, or after a grace period.
 */
final class Shutdown implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    /** Ctrl-C at a terminal: whatever is going on, the process is gone within five seconds. */
    private static final Duration SOON = Duration.ofMillis(4_500);

    private final Duration grace;
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onSignal, "shutdown");

    private Shutdown(Duration grace) {
        this.grace = grace;
    }

    /** Listens from now on, for a command that a person waits for. Open it before whatever must be closed in order. */
    static Shutdown listen() {
        return listen(SOON);
    }

    /**
     * Listens from now on.
     *
     * @param grace how long the end of the process waits for {@link #close()}
     */
    static Shutdown listen(Duration grace) {
        Shutdown shutdown = new Shutdown(grace);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    private void onSignal() {
        requested.countDown();
        try {
            if (!done.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().addKeyValue("graceMs", grace.toMillis()).log("ending without an orderly stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether this process ends already, so that what fails fails because of that. */
    static boolean isUnderWay() {
        Thread probe = new Thread(() -> {}, "shutdown-probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
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
