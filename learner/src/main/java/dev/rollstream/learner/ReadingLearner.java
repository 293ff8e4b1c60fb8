package dev.rollstream.learner;

import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A learner that trains nothing: it reads every group with its payload, checks and counts it. It writes PROGRESS after each batch, so
 * that a task producer can keep to its window, and RECEIPTS for groups that it refused; none that say TRAINED. It resumes from its own
 * PROGRESS, and begins with the first group that the topic holds when there is none.
 */
public final class ReadingLearner implements Stage {
    /** Name under which PROGRESS counts groups that were read. They were not trained, so no receipt's outcome fits. */
    public static final String READ = "READ";

    private static final Logger log = LoggerFactory.getLogger(ReadingLearner.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long RETRY_MS = 500;
    private static final long END_MS = 2_000;
    private static final long ABANDON_MS = 500;
    private static final int MAX_DETAIL = 500;
    private static final String REGISTRY = "schema-registry";
    private static final String LEDGER = "ledger";

    private final StageConfig config;
    private final GroupReaderOptions options;
    private final int batchSize;
    private final MeterRegistry meters;
    private final Health health = new Health("learner");
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, Long> counts = new HashMap<>();
    private volatile ReadingTotals totals = ReadingTotals.none();
    private @Nullable Ledger ledger;
    private @Nullable GroupReader reader;
    private @Nullable Thread thread;

    /**
     * A learner that is not started yet.
     *
     * @param config the cluster, the registry and the prefix
     * @param options its name and how it reads
     * @param batchSize groups in a batch
     * @param meters where to count
     */
    public ReadingLearner(StageConfig config, GroupReaderOptions options, int batchSize, MeterRegistry meters) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch of " + batchSize + " groups");
        }
        this.config = config;
        this.options = options;
        this.batchSize = batchSize;
        this.meters = meters;
    }

    @Override
    public String name() {
        return "learner";
    }

    @Override
    public Health health() {
        return health;
    }

    /** What it has read since it started. */
    public ReadingTotals totals() {
        return totals;
    }

    @Override
    public void start() {
        Cluster.requireTopics(
                config, List.of(config.topics().progress(), config.topics().receipts()));
        Ledger opened = Ledger.open(config, options.learner());
        try {
            Position position = opened.last().map(this::resumeFrom).orElseGet(() -> Positions.earliest(config));
            GroupReader from = GroupReader.open(config, options, meters, position);
            Thread runner = new Thread(() -> run(from, opened), "learner-" + options.learner());
            ledger = opened;
            reader = from;
            thread = runner;
            runner.start();
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        health.started();
    }

    private Position resumeFrom(Progress progress) {
        counts.putAll(progress.getGroups());
        return LedgerState.positionOf(progress, config.topics().advantages().name());
    }

    private void run(GroupReader from, Ledger to) {
        try (to;
                from) {
            while (stop.getCount() > 0) {
                Batch batch = from.poll(batchSize, POLL);
                from.obstacle().ifPresentOrElse(why -> health.block(REGISTRY, why), () -> health.clear(REGISTRY));
                if (!batch.isEmpty()) {
                    settle(batch, to);
                    totals = totals.plus(batch);
                }
            }
        } catch (StageException e) {
            health.fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (stop.getCount() > 0) {
                log.atError().addKeyValue("learner", options.learner()).log("unexpected failure", e);
                health.fail("learner " + options.learner() + " failed: " + e);
            }
        } finally {
            health.end();
        }
    }

    /** Writes a batch to the ledger, waiting out what passes. */
    private void settle(Batch batch, Ledger to) {
        counts.merge(READ, (long) batch.groups().size(), Long::sum);
        batch.refused().forEach(refused -> counts.merge(refused.outcome().name(), 1L, Long::sum));
        Progress progress = Progress.newBuilder()
                .setLearner(options.learner())
                .setPosition(LedgerState.listOf(batch.position()))
                .setBatchSize(batchSize)
                .setGroups(Map.copyOf(counts))
                .build();
        List<Receipt> receipts = batch.refused().stream().map(this::receipt).toList();
        while (true) {
            try {
                to.write(progress, receipts);
                health.clear(LEDGER);
                return;
            } catch (KafkaException e) {
                health.block(LEDGER, String.valueOf(e.getMessage()));
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (stop.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    private Receipt receipt(Refused refused) {
        GroupRef group = refused.group();
        String detail = refused.detail();
        return Receipt.newBuilder()
                .setGroupId(group.groupId())
                .setRunId(group.runId())
                .setLearner(options.learner())
                .setOutcome(refused.outcome())
                .setDetail(detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL))
                .setAdvantageGroup(RecordRef.newBuilder()
                        .setPartition(group.partition())
                        .setOffset(group.offset())
                        .build())
                .build();
    }

    /** Where the reader stands; empty before the start. */
    public Optional<Position> position() {
        return Optional.ofNullable(reader).map(GroupReader::position);
    }

    @Override
    public void close() {
        stop.countDown();
        if (reader != null) {
            reader.close();
        }
        if (thread != null) {
            end(thread);
        }
        health.end();
    }

    private static void end(Thread running) {
        try {
            running.join(END_MS);
            running.interrupt();
            running.join(ABANDON_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
