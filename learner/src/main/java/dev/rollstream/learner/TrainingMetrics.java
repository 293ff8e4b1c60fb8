package dev.rollstream.learner;

import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.runtime.metrics.EnumCounters;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The meters of {@link TrainingCatalogue}. */
final class TrainingMetrics {
    private final Timer steps;
    private final Timer gathering;
    private final EnumCounters<ReceiptOutcome> receipts;
    private final DistributionSummary lag;

    TrainingMetrics(MeterRegistry meters, String learner, AtomicReference<TrainingFigures> figures) {
        this.steps = TrainingCatalogue.STEP.timer(meters, learner);
        this.gathering = TrainingCatalogue.GATHER.timer(meters, learner);
        this.receipts = new EnumCounters<>(
                ReceiptOutcome.class, outcome -> TrainingCatalogue.RECEIPTS.counter(meters, learner, outcome));
        this.lag = TrainingCatalogue.LAG.observations(meters, learner);
        TrainingCatalogue.STEPS.gauge(meters, figures, now -> last(now).step(), learner);
        TrainingCatalogue.VERSION.gauge(meters, figures, now -> last(now).version(), learner);
        TrainingCatalogue.FIGURES.forEach((name, metric) ->
                metric.gauge(meters, figures, now -> last(now).metrics().getOrDefault(name, Double.NaN), learner));
    }

    private static TrainingFigures last(AtomicReference<TrainingFigures> figures) {
        return Objects.requireNonNull(figures.get());
    }

    /**
     * A step was taken.
     *
     * @param gathered how long its groups took to come
     * @param took how long it took itself
     * @param version of the policy before it
     */
    void step(Duration gathered, Duration took, BatchIntake.Intake intake, long version) {
        gathering.record(gathered);
        steps.record(took);
        receipts.count(ReceiptOutcome.TRAINED, intake.groups().size());
        intake.refused().forEach(refused -> receipts.count(refused.outcome()));
        intake.groups().forEach(group -> lag.record(group.staleness(version)));
    }
}
