package dev.rollstream.learner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** Meters of a training learner. */
final class TrainingMetrics {
    private final MeterRegistry meters;
    private final String learner;
    private final AtomicReference<TrainingFigures> figures;
    private final Timer steps;

    TrainingMetrics(MeterRegistry meters, String learner, AtomicReference<TrainingFigures> figures) {
        this.meters = meters;
        this.learner = learner;
        this.figures = figures;
        this.steps = Timer.builder("rollstream.learner.step")
                .description("time of an update with its checkpoint")
                .tag("learner", learner)
                .register(meters);
        gauge("rollstream.learner.steps", "batches learned from", TrainingFigures::step);
        gauge(
                "rollstream.learner.version",
                "newest version of the policy that was published",
                TrainingFigures::version);
        for (String name : new String[] {"loss", "entropy", "rollout_kl", "reference_kl", "reward", "staleness_max"}) {
            gauge(
                    "rollstream.learner." + name.replace('_', '.'),
                    name.replace('_', ' ') + " of the last step",
                    now -> now.metrics().getOrDefault(name, Double.NaN));
        }
    }

    private void gauge(String name, String description, ToDoubleFunction<TrainingFigures> value) {
        Gauge.builder(name, figures, now -> value.applyAsDouble(now.get()))
                .description(description)
                .tag("learner", learner)
                .register(meters);
    }

    /** A step was taken. */
    void step(Duration time, BatchIntake.Intake intake) {
        steps.record(time);
        settled("TRAINED", intake.groups().size());
        intake.refused().forEach(refused -> settled(refused.outcome().name(), 1));
    }

    private void settled(String outcome, int groups) {
        Counter.builder("rollstream.learner.settled")
                .description("groups that a step used or refused, by outcome")
                .tags("learner", learner, "outcome", outcome)
                .register(meters)
                .increment(groups);
    }
}
