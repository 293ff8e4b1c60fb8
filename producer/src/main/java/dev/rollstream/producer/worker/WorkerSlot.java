package dev.rollstream.producer.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation at a time. The slot's own thread owns the queue, which no other thread may touch: it takes a task, hands it to
 * a second thread that works on it, and meanwhile holds on to it.
 */
final class WorkerSlot implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(WorkerSlot.class);
    private static final Duration TAKE_WAIT = Duration.ofMillis(250);
    private static final Duration CLOSED_GATE_WAIT = Duration.ofMillis(100);
    private static final long CHECK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final TaskQueue queue;
    private final TaskRunner runner;
    private final EngineGate gate;
    private final WorkerMetrics metrics;
    private final CountDownLatch closing;
    private final LongSupplier nanoClock;
    private final ExecutorService work;

    /**
     * A slot.
     *
     * @param name names its working thread
     * @param queue becomes the slot's own
     * @param closing reaches 0 when the slot shall end
     */
    WorkerSlot(String name, TaskQueue queue, Tools tools, CountDownLatch closing) {
        this.queue = queue;
        this.runner = tools.runner();
        this.gate = tools.gate();
        this.metrics = tools.metrics();
        this.closing = closing;
        this.nanoClock = tools.nanoClock();
        this.work = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name + "-work");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What the slots of a worker share. */
    record Tools(TaskRunner runner, EngineGate gate, WorkerMetrics metrics, LongSupplier nanoClock) {}

    @Override
    public void run() {
        try (queue) {
            while (!closed()) {
                turn();
            }
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("slot interrupted");
        } finally {
            work.shutdownNow();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Takes a task and sees it through, unless the engine is out of order or no task comes. */
    void turn() throws InterruptedException {
        if (!gate.tryOpen()) {
            queue.idle(CLOSED_GATE_WAIT);
            return;
        }
        Optional<TakenTask> taken = queue.take(TAKE_WAIT);
        if (taken.isPresent()) {
            metrics.taken(taken.get());
            Settlement settlement = serve(taken.get());
            metrics.settled(settlement);
            queue.settle(settlement);
        }
    }

    /** Waits for the outcome of the work, holding on to the task meanwhile. */
    private Settlement serve(TakenTask task) {
        Future<Settlement> result = work.submit(() -> runner.run(task));
        long keepNs = queue.keepInterval().toNanos();
        long keepAtNs = nanoClock.getAsLong() + keepNs;
        while (!closed()) {
            try {
                return result.get(Math.min(keepNs, CHECK_NS), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (nanoClock.getAsLong() - keepAtNs >= 0) {
                    if (!queue.keep()) {
                        metrics.lost();
                        log.atWarn().addKeyValue("task", task.coordinates()).log("task lost to another worker");
                        break;
                    }
                    metrics.kept();
                    keepAtNs = nanoClock.getAsLong() + keepNs;
                }
            } catch (ExecutionException e) {
                log.atError()
                        .addKeyValue("task", task.coordinates())
                        .setCause(e.getCause())
                        .log("generation broke off");
                return Settlement.RELEASE;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        result.cancel(true);
        return Settlement.RELEASE;
    }
}
