package dev.rollstream.producer.worker.openai;

import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The meters of the engine that talks to inference servers. */
final class OpenAiMetrics {
    private static final Metric SERVERS =
            Metric.gauge("rollstream_worker_openai_servers", "servers", "Inference servers in service.");
    private static final Metric REQUESTS = Metric.counter(
                    "rollstream_worker_openai_requests_total",
                    "requests",
                    "Requests to inference servers, by what came of them.")
            .by("outcome");

    /** What attempts to bring weights into servers came to. */
    static final Metric WEIGHT_UPDATES = Metric.counter(
                    "rollstream_worker_openai_weight_updates_total",
                    "updates",
                    "Attempts to bring a version's weights into a server, by what came of them.")
            .by("outcome");

    static final MetricCatalogue CATALOGUE = new MetricCatalogue(
            "worker_openai", "Of a worker with engine `openai`.", List.of(SERVERS, REQUESTS, WEIGHT_UPDATES));

    private final Map<Class<?>, Counter> requests;

    OpenAiMetrics(MeterRegistry registry, ServerPool pool) {
        SERVERS.gauge(registry, pool, ServerPool::inService);
        requests = Stream.of(Exchange.class.getPermittedSubclasses())
                .collect(Collectors.toUnmodifiableMap(Function.identity(), outcome -> counter(registry, outcome)));
    }

    private static Counter counter(MeterRegistry registry, Class<?> outcome) {
        return REQUESTS.counter(registry, outcome.getSimpleName().toUpperCase(Locale.ROOT));
    }

    void answered(Exchange exchange) {
        Objects.requireNonNull(requests.get(exchange.getClass())).increment();
    }
}
