package dev.rollstream.learner.reader;

import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole groups with their payloads: the one door through which a learner gets its data.
 *
 * <p>ADVANTAGES is the index, TASKS and ROLLOUTS are the heap. The reader goes through the index from a {@link Position}, passes
 * over what does not train, fetches what the rest refers to, checks it, and hands it out in batches. It belongs to no consumer group
 * and commits nothing: its place is the position that comes with each batch, and the caller saves that with whatever the batch
 * turned into. After a crash before the save the same groups come again; none is ever skipped.
 *
 * <p>Order: within a partition as logged. Between partitions the record with the earliest time comes first, so that a log that lies
 * there already is always read in the same order; at the live end it depends on what has arrived.
 *
 * <p>What comes out is safe: ids, slots, counts, checksums, finite numbers. What does not pass is refused as a whole group.
 *
 * <p>{@link #poll} is for one thread; {@link #position}, {@link #obstacle} and {@link #close} for any.
 */
public final class GroupReader implements AutoCloseable {
    /** Its metrics. */
    public static final MetricCatalogue METRICS = ReaderMetrics.CATALOGUE;

    private static final Logger log = LoggerFactory.getLogger(GroupReader.class);

    /** So many refused groups end a batch: it must not grow without bound while all that comes is refused. */
    private static final int MAX_REFUSED = 1_000;

    private final ReaderThreads threads;
    private final StalenessGate gate;
    private final ReaderMetrics metrics;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Position position;

    private GroupReader(ReaderThreads threads, GroupReaderOptions options, ReaderMetrics metrics, Position position) {
        this.threads = threads;
        this.gate = options.gate();
        this.metrics = metrics;
        this.position = position;
    }

    /**
     * Opens a reader at a position and begins to read ahead.
     *
     * @param config the cluster, the registry and the prefix
     * @param options how to read
     * @param meters where to count
     * @param position where to begin: from a checkpoint, or {@link Positions}
     * @throws PositionException if the position is not one of this stream, or the log does not hold it
     * @throws dev.rollstream.runtime.StageException if the cluster does not answer or the topics do not fit
     */
    public static GroupReader open(
            StageConfig config, GroupReaderOptions options, MeterRegistry meters, Position position) {
        ReaderMetrics metrics = new ReaderMetrics(meters, options.learner());
        Connections connections = Connections.open(config, options.learner(), meters);
        ReaderThreads threads = ReaderThreads.start(connections, config, options, metrics, position);
        metrics.position(position);
        return new GroupReader(threads, options, metrics, position);
    }

    /**
     * The next batch, for a reader without a staleness gate, or a policy at version 0.
     *
     * @see #poll(int, Duration, long)
     */
    public Batch poll(int maxGroups, Duration timeout) {
        return poll(maxGroups, timeout, 0);
    }

    /**
     * The next batch. Returns as soon as it has the groups, or at the timeout with what there is. If the thread is interrupted it
     * returns at once with what there is, and the thread stays interrupted.
     *
     * @param maxGroups at most this many groups to train on
     * @param timeout how long to wait for them
     * @param currentVersion the policy's version at the step, for the staleness gate
     * @throws PositionException if records that were to come are gone
     * @throws IllegalStateException if the reader is closed
     */
    public Batch poll(int maxGroups, Duration timeout, long currentVersion) {
        if (maxGroups < 1) {
            throw new IllegalArgumentException("a batch of " + maxGroups + " groups");
        }
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        BatchBuilder builder = new BatchBuilder(gate, currentVersion);
        try {
            while (builder.groups() < maxGroups && builder.refused() < MAX_REFUSED) {
                Optional<ReadAhead.Judged> next =
                        threads.ahead().next(Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime())));
                if (next.isEmpty()) {
                    break;
                }
                builder.add(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Stopped e) {
            throw new IllegalStateException("the reader is closed", e);
        } catch (RuntimeException e) {
            if (builder.isEmpty()) {
                throw e;
            }
            log.atDebug().addKeyValue("error", e.getMessage()).log("handing out what was read before a failure");
        }
        return handOut(builder);
    }

    private Batch handOut(BatchBuilder builder) {
        Batch batch = builder.build(position);
        position = batch.position();
        metrics.batch(batch);
        for (Refused refused : batch.refused()) {
            log.atWarn()
                    .addKeyValue("groupId", refused.group().groupId())
                    .addKeyValue("partition", refused.group().partition())
                    .addKeyValue("offset", refused.group().offset())
                    .addKeyValue("outcome", refused.outcome())
                    .log("group refused: {}", refused.detail());
        }
        return batch;
    }

    /** Where the reader stands: after the last batch. */
    public Position position() {
        return position;
    }

    /** What the reader waits for, such as a registry that does not answer; empty: nothing is in its way. */
    public Optional<String> obstacle() {
        return threads.state().obstacle();
    }

    /** Ends it: a poll in another thread ends too. Takes no longer than five seconds. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            threads.close();
        }
    }
}
