package dev.rollstream.aggregator;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.SerdeOptions;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsDefinition;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.runtime.StreamsStage;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The aggregator as a stage: {@link AggregatorTopology} on a cluster. */
public final class AggregatorStage {

    /** The stage's name; its application id is the prefix and this name. */
    public static final String NAME = "aggregator";

    /** Its metrics. */
    public static final MetricCatalogue METRICS = AggregatorCatalogue.ALL;

    private AggregatorStage() {}

    /**
     * A stage that is not started yet.
     *
     * @param config how to reach the cluster
     * @param options how it runs in this process
     * @param registry knows the schemas; stays the caller's to close
     * @param meters where its meters go
     * @return the stage
     */
    public static Stage create(
            StageConfig config, StreamsOptions options, RegistryClient registry, MeterRegistry meters) {
        return new StreamsStage(definition(config, registry, meters), config, options, registry, meters);
    }

    /**
     * What the stage computes, apart from how it runs.
     *
     * @param config names of its topics and settings of its serializers
     * @param registry knows the schemas
     * @param meters where its meters go
     * @return inputs, outputs and topology
     */
    public static StreamsDefinition definition(StageConfig config, RegistryClient registry, MeterRegistry meters) {
        Topics topics = config.topics();
        SerdeOptions options = SerdeOptions.from(config.registry());
        AggregatorMetrics metrics = new AggregatorMetrics(meters);
        return new StreamsDefinition(
                NAME,
                List.of(topics.rewards()),
                List.of(topics.advantages(), topics.deadLetters()),
                partitions -> AggregatorTopology.build(topics, registry, options, metrics));
    }
}
