package dev.rollstream.runtime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Shows the figures of Kafka's own producers and consumers, under the names that Micrometer gives them, until it is closed. Close it
 * before the clients. Safe for use by many threads.
 */
public final class ClientMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<KafkaClientMetrics> shown = new ArrayList<>();
    private final ScheduledExecutorService refreshing = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kafka-client-metrics");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    /** Shows nothing yet. */
    public ClientMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows a producer's figures. */
    public void show(Producer<?, ?> producer) {
        show(new KafkaClientMetrics(producer, Tags.empty(), refreshing));
    }

    /** Shows a consumer's figures. */
    public void show(Consumer<?, ?> consumer) {
        show(new KafkaClientMetrics(consumer, Tags.empty(), refreshing));
    }

    private synchronized void show(KafkaClientMetrics metrics) {
        if (!closed) {
            metrics.bindTo(registry);
            shown.add(metrics);
        }
    }

    /** Takes the figures of all clients so far out of the registry: others come in their place. */
    public synchronized void clear() {
        shown.forEach(KafkaClientMetrics::close);
        shown.clear();
    }

    /** Takes all figures out of the registry, and shows none from now on. */
    @Override
    public synchronized void close() {
        closed = true;
        refreshing.shutdownNow();
        clear();
    }
}
