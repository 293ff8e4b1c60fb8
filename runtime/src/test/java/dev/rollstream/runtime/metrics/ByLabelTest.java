package dev.rollstream.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ByLabelTest {
    private static final Metric METRIC =
            Metric.counter("rollstream_x_groups_total", "groups", "Groups.").by("task");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ByLabel<Counter> counters = new ByLabel<>(task -> METRIC.counter(registry, task));

    @Test
    void valuesHaveMetersOfTheirOwnUntilThereAreTooMany() {
        // When
        for (int i = 0; i < 10_000; i++) {
            counters.of("task-" + i).increment();
        }
        counters.of("task-0").increment();

        // Then
        assertThat(registry.getMeters()).hasSize(ByLabel.MAX_VALUES + 1);
        assertThat(counters.of("task-0").count()).isEqualTo(2);
        assertThat(counters.of(ByLabel.OTHER).count()).isEqualTo(10_000 - ByLabel.MAX_VALUES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\nb", "shuffle\"} 1\nup{x=\"", "-", " ", "é", "\uD800", "{}"})
    void whatIsNoPlainNameIsOther(String hostile) {
        assertThat(counters.of(hostile)).isSameAs(counters.of(ByLabel.OTHER));
        assertThat(counters.of("x".repeat(65))).isSameAs(counters.of(ByLabel.OTHER));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void noValueIsNone(String missing) {
        assertThat(counters.of(missing)).isSameAs(counters.of(ByLabel.NONE));
    }

    @Test
    void threadsThatSeeManyValuesAtOnceKeepToTheBound() throws Exception {
        // Given
        int threads = 4;
        int rounds = 2_000;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> running = new ArrayList<>();

        // When
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            running.add(executor.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    counters.of("task-" + random.nextInt(200)).increment();
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        executor.shutdown();

        // Then
        assertThat(registry.getMeters().stream()
                        .map(meter -> meter.getId().getTag("task"))
                        .collect(Collectors.toSet()))
                .hasSize(ByLabel.MAX_VALUES + 1)
                .contains(ByLabel.OTHER);
        assertThat(registry.getMeters().stream()
                        .mapToDouble(meter -> ((Counter) meter).count())
                        .sum())
                .isEqualTo((double) threads * rounds);
    }
}
