package dev.rollstream.runtime.metrics;

import dev.rollstream.runtime.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** What every stage tells of itself. */
public final class StageMetrics {
    private static final Metric READY = Metric.gauge(
                    "rollstream_stage_ready",
                    "",
                    "1 while the stage does its work, 0 while something is in its way or it has failed.")
            .by("stage");
    private static final Metric OBSTACLES = Metric.gauge(
                    "rollstream_stage_obstacles",
                    "obstacles",
                    "How many things are in the stage's way; /readyz names them.")
            .by("stage");

    /** The metrics of every stage. */
    public static final MetricCatalogue CATALOGUE =
            new MetricCatalogue("stage", "Every stage has these.", List.of(READY, OBSTACLES));

    private StageMetrics() {}

    /** Shows how a stage fares. */
    public static void show(MeterRegistry registry, String stage, Health health) {
        READY.gauge(registry, health, now -> now.ready() ? 1 : 0, stage);
        OBSTACLES.gauge(registry, health, now -> now.obstacles().size(), stage);
    }
}
