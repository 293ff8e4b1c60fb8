package dev.rollstream.producer.task;

import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task producer's loop, for one thread: listen to the stream, and while the windows have room, make groups and write them.
 *
 * <p>There is one way to recover, whatever broke: close the connection, open a new one, which fences the old, and read the run
 * from the topics again. Whether the last transaction took place then needs no guessing.
 */
final class TaskProducer implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(TaskProducer.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(50);
    private static final Duration SAMPLE_WAIT = Duration.ofMillis(200);
    private static final long FIRST_RETRY_MS = 250;
    private static final long LAST_RETRY_MS = 5_000;

    private final TaskProducerOptions options;
    private final SampleSource source;
    private final ExecutorService samplers;
    private final Supplier<TaskChannel> channels;
    private final TaskFactory factory;
    private final TaskProducerMetrics metrics;
    private final Health health;
    private final Queue<Cancellation> cancellations = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private long refusedInARow;

    /** What a task producer works with, besides its options. */
    record Parts(
            SampleSource source,
            ExecutorService samplers,
            Supplier<TaskChannel> channels,
            TaskFactory factory,
            TaskProducerMetrics metrics,
            Health health) {}

    private record Cancellation(GroupId group, String reason) {}

    TaskProducer(TaskProducerOptions options, Parts parts) {
        this.options = options;
        this.source = parts.source();
        this.samplers = parts.samplers();
        this.channels = parts.channels();
        this.factory = parts.factory();
        this.metrics = parts.metrics();
        this.health = parts.health();
    }

    /** Asks for a group to end before its deadline, at the next opportunity. */
    void cancel(GroupId group, String reason) {
        cancellations.add(new Cancellation(group, reason));
    }

    /** Asks the loop to end soon. */
    void close() {
        closing.countDown();
    }

    @Override
    public void run() {
        boolean resume = options.run().resume();
        long retryMs = FIRST_RETRY_MS;
        try {
            while (!closed()) {
                try {
                    session(resume);
                    break;
                } catch (RegistryUnavailableException e) {
                    health.block("registry", String.valueOf(e.getMessage()));
                } catch (ChannelLostException e) {
                    log.atWarn().addKeyValue("error", e.getMessage()).log("connection lost");
                    log.atDebug().setCause(e).log("connection lost");
                    health.block("kafka", String.valueOf(e.getMessage()));
                }
                resume = true;
                closing.await(retryMs, TimeUnit.MILLISECONDS);
                retryMs = Math.min(LAST_RETRY_MS, 2 * retryMs);
            }
        } catch (InterruptedException e) {
            log.atDebug().log("interrupted");
        } catch (RuntimeException e) {
            if (!closed()) {
                log.atDebug().setCause(e).log("task producer failed");
                health.fail(
                        e instanceof StageException ? String.valueOf(e.getMessage()) : "task producer failed: " + e);
            }
        } finally {
            health.end();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Works on one connection until the run is complete or the producer is closed. */
    private void session(boolean resume) throws InterruptedException {
        Windows windows = new Windows(options.pacing(), options.run().count());
        try (TaskChannel channel = channels.get()) {
            channel.open(resume, windows);
            health.clear("kafka");
            health.clear("registry");
            long end = options.run().count().orElse(Long.MAX_VALUE);
            int depth = 2 * options.pacing().batch();
            log.atInfo()
                    .addKeyValue("runId", options.run().id())
                    .addKeyValue("nextSequence", windows.nextSequence())
                    .log("making groups");
            try (SampleAhead samples = new SampleAhead(source, samplers, depth, windows.nextSequence(), end)) {
                while (!closed() && !(samples.exhausted() && windows.open() == 0)) {
                    turn(channel, windows, samples);
                }
            }
        }
    }

    private void turn(TaskChannel channel, Windows windows, SampleAhead samples) throws InterruptedException {
        int room = samples.exhausted()
                ? 0
                : Math.min(windows.room(), options.pacing().batch());
        channel.follow(room > 0 ? Duration.ZERO : IDLE_POLL, windows);
        report(windows);
        for (Cancellation next = cancellations.peek(); next != null; next = cancellations.peek()) {
            channel.cancel(next.group(), next.reason());
            metrics.cancelled();
            cancellations.remove();
        }
        if (room > 0) {
            List<GroupDraft.Made> groups = drafts(room, windows, samples);
            if (!groups.isEmpty()) {
                channel.write(groups);
                groups.forEach(group -> windows.made(group.sequence()));
                metrics.made(groups);
            }
        }
    }

    private void report(Windows windows) {
        Optional<String> obstacle = windows.obstacle();
        obstacle.ifPresentOrElse(why -> health.block("pace", why), () -> health.clear("pace"));
        metrics.windows(windows.open(), windows.unread());
    }

    /** As many groups as are ready, at least one unless samples take long, at most a batch. */
    private List<GroupDraft.Made> drafts(int most, Windows windows, SampleAhead samples) throws InterruptedException {
        List<GroupDraft.Made> groups = new ArrayList<>();
        Duration wait = SAMPLE_WAIT;
        while (groups.size() < most && !closed()) {
            long sequence = samples.next();
            Optional<SampleOutcome> outcome = samples.poll(wait);
            if (outcome.isEmpty()) {
                break;
            }
            GroupDraft draft = draft(sequence, outcome.get(), windows);
            if (draft instanceof GroupDraft.Made made) {
                groups.add(made);
                refusedInARow = 0;
                wait = Duration.ZERO;
            } else if (draft instanceof GroupDraft.Refused refused) {
                refuse(refused, windows);
            }
        }
        return groups;
    }

    private GroupDraft draft(long sequence, SampleOutcome outcome, Windows windows) {
        if (outcome instanceof TaskSample sample) {
            return factory.draft(sequence, sample, windows.requiredPolicyVersion());
        }
        return new GroupDraft.Refused(sequence, (SkippedSample) outcome);
    }

    private void refuse(GroupDraft.Refused refused, Windows windows) {
        SkippedSample why = refused.reason();
        metrics.skipped(why.reason());
        log.atWarn()
                .addKeyValue("sequence", refused.sequence())
                .addKeyValue("reason", why.reason())
                .log("no task: {}", why.detail());
        windows.skipped(refused.sequence());
        if (++refusedInARow >= source.patience()) {
            throw new StageException("no task could be made of " + refusedInARow + " samples in a row; the last one: "
                    + why.reason() + ", " + why.detail());
        }
    }
}
