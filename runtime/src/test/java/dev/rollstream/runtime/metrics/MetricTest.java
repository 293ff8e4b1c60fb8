package dev.rollstream.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)[ {]");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void isOnThePageUnderItsOwnName() {
        // Given
        Metric groups =
                Metric.counter("rollstream_x_groups_total", "groups", "Groups.").by("task", "outcome");
        Metric bytes = Metric.gauge("rollstream_x_parked_bytes", "bytes", "Bytes.");
        Metric time = Metric.histogram("rollstream_x_step_seconds", "seconds", List.of(0.5, 2.0), "Time of a step.")
                .by("learner");
        Metric lag = Metric.histogram("rollstream_x_lag", "versions", List.of(0.5, 1.0), "Lag.");

        // When
        groups.counter(registry, "shuffle", "COMPLETE").increment(3);
        groups.counter(registry, "shuffle", "COMPLETE").increment();
        bytes.level(registry).set(17);
        time.timer(registry, "l").record(Duration.ofMillis(250));
        time.timer(registry, "l").record(Duration.ofSeconds(3));
        DistributionSummary lags = lag.observations(registry);
        lags.record(0);
        lags.record(1);
        lags.record(5);

        // Then
        assertThat(registry.scrape())
                .contains(
                        "# HELP rollstream_x_groups_total Groups.",
                        "# TYPE rollstream_x_groups_total counter",
                        "rollstream_x_groups_total{outcome=\"COMPLETE\",task=\"shuffle\"} 4.0",
                        "# TYPE rollstream_x_parked_bytes gauge",
                        "rollstream_x_parked_bytes 17.0",
                        "# TYPE rollstream_x_step_seconds histogram",
                        "rollstream_x_step_seconds_bucket{learner=\"l\",le=\"0.5\"} 1",
                        "rollstream_x_step_seconds_bucket{learner=\"l\",le=\"2.0\"} 1",
                        "rollstream_x_step_seconds_bucket{learner=\"l\",le=\"+Inf\"} 2",
                        "rollstream_x_step_seconds_sum{learner=\"l\"} 3.25",
                        "rollstream_x_lag_bucket{le=\"0.5\"} 1",
                        "rollstream_x_lag_bucket{le=\"1.0\"} 2",
                        "rollstream_x_lag_bucket{le=\"+Inf\"} 3",
                        "rollstream_x_lag_sum 6.0");
        assertThat(seriesOnPage())
                .containsExactlyInAnyOrderElementsOf(List.of(groups, bytes, time, lag).stream()
                        .flatMap(m -> m.series().stream())
                        .toList());
    }

    @Test
    void followsANumberThatSomebodyElseCounts() {
        // Given
        AtomicLong counted = new AtomicLong(5);

        // When
        Metric.counter("rollstream_x_seen_total", "records", "Records.").counter(registry, counted, AtomicLong::get);
        counted.set(9);

        // Then
        assertThat(registry.scrape()).contains("rollstream_x_seen_total 9.0");
    }

    @Test
    void wantsAValueForEachLabel() {
        // Given
        Metric metric =
                Metric.counter("rollstream_x_groups_total", "groups", "Groups.").by("task", "outcome");

        // When / Then
        assertThatThrownBy(() -> metric.counter(registry, "shuffle"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rollstream_x_groups_total")
                .hasMessageContaining("[task, outcome]");
    }

    @Test
    void isNothingButWhatItWasDeclaredAs() {
        // Given
        Metric metric = Metric.gauge("rollstream_x_now", "", "Now.");

        // When / Then
        assertThatThrownBy(() -> metric.counter(registry)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> metric.observations(registry)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> metric.timer(registry)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTER, rollstream_x_groups, groups, _total",
        "GAUGE, rollstream_x_groups_total, groups, _total",
        "GAUGE, other_x_groups, groups, rollstream_",
        "GAUGE, rollstream_x.groups, groups, rollstream_",
        "GAUGE, rollstream_x_age, seconds, unit",
        "COUNTER, rollstream_x_read_total, bytes, unit",
        "HISTOGRAM, rollstream_x_seconds, seconds, buckets",
    })
    void keepsPrometheusConventions(Metric.Type type, String name, String unit, String rule) {
        assertThatThrownBy(() -> new Metric(name, type, unit, List.of(), List.of(), "Help."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(rule);
    }

    @Test
    void catalogueTakesEachNameOfItsOwnStageOnce() {
        // Given
        Metric metric = Metric.gauge("rollstream_scorer_now", "", "Now.");

        // When / Then
        assertThat(new MetricCatalogue("scorer", "", List.of(metric)).metrics()).containsExactly(metric);
        assertThatThrownBy(() -> new MetricCatalogue("scorer", "", List.of(metric, metric)))
                .hasMessageContaining(metric.name());
        assertThatThrownBy(() -> new MetricCatalogue("learner", "", List.of(metric)))
                .hasMessageContaining(metric.name());
    }

    private TreeSet<String> seriesOnPage() {
        Matcher matcher = SERIES.matcher(registry.scrape());
        TreeSet<String> names = new TreeSet<>();
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
