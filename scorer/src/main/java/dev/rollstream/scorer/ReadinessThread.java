package dev.rollstream.scorer;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link CatchUp} in the background: asks the cluster five times a second, but only while someone waits for an answer.
 * While the cluster does not answer, nothing becomes known and no deadline passes.
 */
final class ReadinessThread implements LogReadiness, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadinessThread.class);
    private static final long PAUSE_MS = 200;
    private static final long CLOSE_TIMEOUT_MS = 2_000;

    private final LogOffsets offsets;
    private final CatchUp catchUp;
    private final ScheduledExecutorService executor;

    ReadinessThread(LogOffsets offsets) {
        this.offsets = offsets;
        this.catchUp = new CatchUp(offsets, System::currentTimeMillis);
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "scorer-readiness");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::step, PAUSE_MS, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public long caughtUpAsOfMs(TopicPartition partition, long neededMs) {
        return catchUp.caughtUpAsOfMs(partition, neededMs);
    }

    /** Catches everything: an exception would end the schedule in silence, and with it every deadline of an idle partition. */
    private void step() {
        try {
            catchUp.step();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("Cannot ask the cluster how far the inputs are read; deadlines wait");
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                log.atWarn().log("The cluster did not answer in time; leaving its clients behind");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        offsets.close();
    }
}
