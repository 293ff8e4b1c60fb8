package dev.rollstream.learner;

import dev.rollstream.learner.checkpoint.CheckpointStore;
import dev.rollstream.learner.ledger.Ledger;
import dev.rollstream.learner.ledger.LedgerHistory;
import dev.rollstream.learner.training.Control;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A learner that trains the built-in policy by group-relative advantages, and publishes a version after each step.
 *
 * <p>A step is: gather a batch, update, write a checkpoint, and tell the stream in one transaction: POLICIES, PROGRESS, RECEIPTS. A crash
 * before the checkpoint costs the step, which is taken again from the same groups; a crash after it costs nothing, for what was not told
 * is told at the next start. So in the line of a checkpoint no group is trained twice and none is skipped.
 *
 * <p>{@link dev.rollstream.policy.NativeEngine} must have been started.
 */
public final class TrainingLearner implements Stage {
    /** Its metrics, beside those of its reader. */
    public static final MetricCatalogue METRICS = TrainingCatalogue.ALL;

    /** For a step, or an item of the cold start; short enough that broker and folders of a demo can follow within its five seconds. */
    private static final long END_MS = 2_500;

    private final StageConfig config;
    private final TrainingOptions options;
    private final StartingWeights start;
    private final MeterRegistry meters;
    private Control control = Control.NONE;
    private final Health health = new Health("learner");
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Training training;
    private @Nullable LearnerThread thread;

    /**
     * A learner that is not started yet.
     *
     * @param config the cluster, the registry and the prefix
     * @param options what it trains, and how
     * @param start where training begins when there is no checkpoint
     * @param meters where to count
     */
    public TrainingLearner(StageConfig config, TrainingOptions options, StartingWeights start, MeterRegistry meters) {
        this.config = config;
        this.options = options;
        this.start = start;
        this.meters = meters;
    }

    /**
     * Breaks the tie between completions and advantages, in this learner only: the stream, and what the audit says of it, stay as they
     * are. For experiments, before the start.
     */
    public TrainingLearner under(Control experiment) {
        control = experiment;
        return this;
    }

    @Override
    public String name() {
        return "learner";
    }

    @Override
    public Health health() {
        return health;
    }

    /** Where it is. */
    public TrainingFigures figures() {
        Training running = training;
        return running == null ? TrainingFigures.starting("not started") : running.figures();
    }

    @Override
    public void start() {
        Cluster.requireTopics(
                config,
                List.of(
                        config.topics().policies(),
                        config.topics().progress(),
                        config.topics().receipts()));
        CheckpointStore store = openStore();
        Ledger ledger;
        try {
            // One that will be refused must not take the name away from the one that trains under it.
            Resumption.of(options, store.latest(), LedgerHistory.lastWord(config, options.learner()));
            ledger = Ledger.open(config, options.learner(), meters);
        } catch (IOException e) {
            store.close();
            throw unusable(e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        Training opened = new Training(
                config, options, new Training.Books(store, ledger), meters, new Training.Life(health, stop, control));
        LearnerThread runner = new LearnerThread(options.learner(), health, stop, () -> opened.run(start));
        training = opened;
        thread = runner;
        runner.start();
    }

    private CheckpointStore openStore() {
        try {
            return CheckpointStore.open(options.checkpoints().folder());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private StageException unusable(IOException e) {
        return new StageException(
                "cannot keep checkpoints in " + options.checkpoints().folder() + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        stop.countDown();
        if (thread != null) {
            thread.end(END_MS);
        }
        health.end();
    }
}
