package dev.rollstream.local.bench;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsDefinition;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.runtime.StreamsStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * A Kafka Streams application that reads the same completions under the same guarantee, with the same settings, and does nothing
 * with them: what it takes is Kafka's own price.
 */
enum Floor {
    /** Writes a record of 120 bytes for each, as an index would. */
    INDEX(value -> new byte[Floor.INDEX_BYTES]),
    /** Copies each whole. */
    COPY(value -> value);

    static final int INDEX_BYTES = 120;

    private final UnaryOperator<byte[]> map;

    Floor(UnaryOperator<byte[]> map) {
        this.map = map;
    }

    /** Name of the stage: the application id is the prefix and this. */
    String stage() {
        return "floor-" + name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The application, not started. */
    Stage create(StageConfig config, StreamsOptions options, RegistryClient registry, Topic<?> output) {
        Topic<?> input = config.topics().rollouts();
        StreamsDefinition definition = new StreamsDefinition(
                stage(), List.of(input), List.of(output), partitions -> topology(input.name(), output.name()));
        return new StreamsStage(definition, config, options, registry, new SimpleMeterRegistry());
    }

    private Topology topology(String input, String output) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(input, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(map::apply)
                .to(output, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }
}
