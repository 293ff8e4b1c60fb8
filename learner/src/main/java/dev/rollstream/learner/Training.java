package dev.rollstream.learner;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.checkpoint.CheckpointStore;
import dev.rollstream.learner.ledger.Ledger;
import dev.rollstream.learner.ledger.LedgerEntry;
import dev.rollstream.learner.ledger.LedgerWriter;
import dev.rollstream.learner.ledger.Receipts;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.learner.reader.Refused;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.policy.Weights;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.StopSignal;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of a training learner, for its one thread: begin or resume, then step after step. */
final class Training {
    private static final Logger log = LoggerFactory.getLogger(Training.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final String COLD_START = "cold-start";
    private static final String REGISTRY = "schema-registry";

    private final StageConfig config;
    private final TrainingOptions options;
    private final Books books;
    private final MeterRegistry meters;
    private final Life life;
    private final LedgerWriter writer;
    private final Receipts receipts;
    private final AtomicReference<TrainingFigures> figures =
            new AtomicReference<>(TrainingFigures.starting("starting"));
    private final TrainingMetrics metrics;

    /** What is written: on disk, and to the stream. Closed when the work ends. */
    record Books(CheckpointStore store, Ledger ledger) {}

    /** How the stage tells of itself, is told to end, and what experiment it is part of. */
    record Life(Health health, CountDownLatch stop, Control control) {
        boolean ended() {
            return stop.getCount() == 0;
        }
    }

    Training(StageConfig config, TrainingOptions options, Books books, MeterRegistry meters, Life life) {
        this.config = config;
        this.options = options;
        this.books = books;
        this.meters = meters;
        this.life = life;
        this.writer = new LedgerWriter(books.ledger, life.health, life.stop);
        this.receipts = new Receipts(options.learner());
        this.metrics = new TrainingMetrics(meters, options.learner(), figures);
    }

    TrainingFigures figures() {
        return Objects.requireNonNull(figures.get());
    }

    /** Trains until the steps are done or the stage is stopped. */
    void run(StartingWeights start) throws InterruptedException {
        try (CheckpointStore store = books.store;
                Ledger ledger = books.ledger) {
            Resumption resumption = Resumption.of(options, store.latest(), ledger.last());
            try (PolicyTrainer trainer = trainer(resumption, start)) {
                TrainingSteps steps = new TrainingSteps(options, store, trainer, newestVersion(), life.control);
                Checkpoint from = checkpoint(resumption, steps);
                if (resumption instanceof Resumption.GoOn || announce(from)) {
                    learn(steps, from, trainer.weights().size().buckets());
                }
            }
        } catch (IOException e) {
            throw new StageException(
                    "learner " + options.learner() + " cannot use its checkpoints in "
                            + options.checkpoints().folder() + ": " + e.getMessage()
                            + "; mend that, or put an older checkpoint in its place, and start it again",
                    e);
        }
    }

    private long newestVersion() {
        try {
            return books.ledger
                    .newest(options.policyId())
                    .map(PolicyVersion::getVersion)
                    .orElse(0L);
        } catch (KafkaException e) {
            throw new StageException(
                    "cannot read the versions of policy " + options.policyId() + ": " + e.getMessage(), e);
        }
    }

    private PolicyTrainer trainer(Resumption resumption, StartingWeights start) throws IOException {
        if (resumption instanceof Resumption.Continued continued) {
            return load(continued.from());
        }
        life.health.block(COLD_START, "there is no policy yet: it is being made");
        StopSignal stopped = life::ended;
        Weights weights = start.make(
                (phase, step, steps, loss) -> {
                    stopped.check("the cold start");
                    figures.set(TrainingFigures.starting("cold start: " + phase + " " + (step + 1) + " of " + steps));
                },
                stopped);
        life.health.clear(COLD_START);
        return PolicyTrainer.startingFrom(weights, options.recipe());
    }

    private PolicyTrainer load(Checkpoint from) throws IOException {
        warnOfOtherSettings(from);
        return CheckpointLoader.trainer(from, options.recipe());
    }

    private void warnOfOtherSettings(Checkpoint from) {
        options.settings().forEach((name, value) -> {
            String before = from.manifest().settings().get(name);
            if (!value.equals(before)) {
                log.atWarn()
                        .addKeyValue("setting", name)
                        .addKeyValue("before", before)
                        .addKeyValue("now", value)
                        .log("training goes on with another setting");
            }
        });
    }

    private Checkpoint checkpoint(Resumption resumption, TrainingSteps steps) throws IOException {
        if (resumption instanceof Resumption.Branch branch) {
            return steps.branch(branch.from());
        } else if (resumption instanceof Resumption.Continued continued) {
            return continued.from();
        }
        return steps.first(Positions.earliest(config));
    }

    private boolean announce(Checkpoint checkpoint) throws InterruptedException {
        return writer.write(Announcement.of(checkpoint));
    }

    private void learn(TrainingSteps steps, Checkpoint from, int buckets) throws IOException, InterruptedException {
        Checkpoint current = from;
        show("learning", current);
        double temperature = options.recipe().objective().temperature();
        GroupPreparation preparation = new GroupPreparation(options.policyId(), temperature, buckets);
        try (GroupReader reader = GroupReader.open(config, options.reader(), meters, TrainingSteps.position(from))) {
            BatchIntake intake =
                    new BatchIntake(reader, preparation, options.schedule().batchGroups());
            life.health.started();
            long idleSinceNs = System.nanoTime();
            while (!life.ended() && !options.schedule().isDone(step(current))) {
                if (gather(intake, reader, version(current))) {
                    long beganNs = System.nanoTime();
                    BatchIntake.Intake batch = intake.take();
                    long version = version(current);
                    current = steps.take(current, batch);
                    Duration took = Duration.ofNanos(System.nanoTime() - beganNs);
                    metrics.step(Duration.ofNanos(beganNs - idleSinceNs), took, batch, version);
                    if (announce(current)) {
                        show("learning", current);
                    }
                    idleSinceNs = System.nanoTime();
                }
            }
        }
        show("done", current);
    }

    /** Whether the next step is complete. While it is not, groups that were refused are told of: others are made in their place. */
    private boolean gather(BatchIntake intake, GroupReader reader, long version) throws InterruptedException {
        boolean complete = intake.poll(POLL, version);
        reader.obstacle().ifPresentOrElse(why -> life.health.block(REGISTRY, why), () -> life.health.clear(REGISTRY));
        if (!complete) {
            List<Refused> refused = intake.newlyRefused();
            if (!refused.isEmpty()) {
                writer.write(LedgerEntry.refusals(refused.stream()
                        .map(group -> receipts.of(group, options.policyId(), version))
                        .toList()));
            }
        }
        return complete;
    }

    private static long step(Checkpoint checkpoint) {
        return checkpoint.manifest().lineage().step();
    }

    private static long version(Checkpoint checkpoint) {
        return checkpoint.manifest().lineage().version();
    }

    private void show(String phase, Checkpoint checkpoint) {
        figures.set(new TrainingFigures(
                phase,
                step(checkpoint),
                version(checkpoint),
                checkpoint.manifest().metrics(),
                checkpoint.manifest().place().counts()));
    }
}
