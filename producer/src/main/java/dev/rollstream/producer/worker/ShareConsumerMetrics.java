package dev.rollstream.producer.worker;

import dev.rollstream.runtime.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.MetricName;

/**
 * Kafka's own figures of share consumers, which Micrometer does not know: one number for all consumers of the worker, for there is one
 * a slot, and what one slot was given says nothing that is worth a series of its own.
 */
final class ShareConsumerMetrics {
    private static final String TOPIC = "topic";

    private final List<ShareConsumer<?, ?>> consumers = new CopyOnWriteArrayList<>();

    ShareConsumerMetrics(MeterRegistry registry) {
        follow(registry, WorkerCatalogue.QUEUE_RECORDS, "records-consumed-total");
        follow(registry, WorkerCatalogue.QUEUE_BYTES, "bytes-consumed-total");
        follow(registry, WorkerCatalogue.QUEUE_FETCHES, "fetch-total");
        follow(registry, WorkerCatalogue.QUEUE_ACKNOWLEDGEMENTS, "acknowledgements-send-total");
        follow(registry, WorkerCatalogue.QUEUE_ACKNOWLEDGEMENT_ERRORS, "acknowledgements-error-total");
        follow(registry, WorkerCatalogue.QUEUE_REBALANCES, "rebalance-total");
    }

    private void follow(MeterRegistry registry, Metric metric, String kafkaName) {
        metric.counter(registry, this, own -> own.total(kafkaName));
    }

    /** Counts a consumer in, from now to the end of the process. */
    void show(ShareConsumer<?, ?> consumer) {
        consumers.add(consumer);
    }

    private double total(String kafkaName) {
        return consumers.stream()
                .mapToDouble(consumer -> value(consumer.metrics(), kafkaName))
                .sum();
    }

    /** A consumer's number over all topics: the one without the label topic. */
    private static double value(Map<MetricName, ? extends org.apache.kafka.common.Metric> metrics, String kafkaName) {
        for (Map.Entry<MetricName, ? extends org.apache.kafka.common.Metric> entry : metrics.entrySet()) {
            MetricName name = entry.getKey();
            if (name.name().equals(kafkaName)
                    && !name.tags().containsKey(TOPIC)
                    && entry.getValue().metricValue() instanceof Number number) {
                return number.doubleValue();
            }
        }
        return 0;
    }
}
