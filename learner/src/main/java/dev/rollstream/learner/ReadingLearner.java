package dev.rollstream.learner;

import dev.rollstream.avro.Progress;
import dev.rollstream.learner.ledger.Ledger;
import dev.rollstream.learner.ledger.LedgerEntry;
import dev.rollstream.learner.ledger.LedgerWriter;
import dev.rollstream.learner.ledger.ProgressPositions;
import dev.rollstream.learner.ledger.Receipts;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.Position;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A learner that trains nothing: it reads every group with its payload, checks and counts it. It writes PROGRESS after each batch, so
 * that a task producer can keep to its window, and RECEIPTS for groups that it refused; none that say TRAINED. It resumes from its own
 * PROGRESS, and begins with the first group that the topic holds when there is none.
 */
public final class ReadingLearner implements Stage {
    /** Name under which PROGRESS counts groups that were read. They were not trained, so no receipt's outcome fits. */
    public static final String READ = "READ";

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long END_MS = 2_000;
    private static final String REGISTRY = "schema-registry";

    private final StageConfig config;
    private final GroupReaderOptions options;
    private final int batchSize;
    private final MeterRegistry meters;
    private final Health health = new Health("learner");
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, Long> counts = new HashMap<>();
    private final Receipts receipts;
    private volatile ReadingTotals totals = ReadingTotals.none();
    private @Nullable GroupReader reader;
    private @Nullable LearnerThread thread;

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
        this.receipts = new Receipts(options.learner());
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
        Ledger opened = Ledger.open(config, options.learner(), meters);
        try {
            Position position = opened.last().map(this::resumeFrom).orElseGet(() -> Positions.earliest(config));
            GroupReader from = GroupReader.open(config, options, meters, position);
            LearnerThread runner = new LearnerThread(options.learner(), health, stop, () -> run(from, opened));
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
        return ProgressPositions.positionOf(
                progress, config.topics().advantages().name());
    }

    private void run(GroupReader from, Ledger to) throws InterruptedException {
        LedgerWriter writer = new LedgerWriter(to, health, stop);
        try (to;
                from) {
            while (stop.getCount() > 0) {
                Batch batch = from.poll(batchSize, POLL);
                from.obstacle().ifPresentOrElse(why -> health.block(REGISTRY, why), () -> health.clear(REGISTRY));
                if (!batch.isEmpty() && writer.write(entry(batch))) {
                    totals = totals.plus(batch);
                }
            }
        }
    }

    private LedgerEntry entry(Batch batch) {
        counts.merge(READ, (long) batch.groups().size(), Long::sum);
        batch.refused().forEach(refused -> counts.merge(refused.outcome().name(), 1L, Long::sum));
        Progress progress = Progress.newBuilder()
                .setLearner(options.learner())
                .setPosition(ProgressPositions.listOf(batch.position()))
                .setBatchSize(batchSize)
                .setGroups(Map.copyOf(counts))
                .build();
        return LedgerEntry.reading(
                progress, batch.refused().stream().map(receipts::of).toList());
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
            thread.end(END_MS);
        }
        health.end();
    }
}
