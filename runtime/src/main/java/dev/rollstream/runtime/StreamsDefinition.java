package dev.rollstream.runtime;

import dev.rollstream.avro.Topic;
import java.util.List;
import org.apache.kafka.streams.Topology;

/**
 * What a Kafka Streams stage computes, apart from how it runs.
 *
 * @param name the stage, such as {@code scorer}; the application id is the prefix and this name
 * @param inputs topics that it reads
 * @param outputs topics that it writes
 * @param topology makes the topology once the inputs' common partition count is known
 */
public record StreamsDefinition(String name, List<Topic<?>> inputs, List<Topic<?>> outputs, TopologyFactory topology) {

    /** Makes a topology. */
    @FunctionalInterface
    public interface TopologyFactory {
        /**
         * The topology for inputs of that many partitions.
         *
         * @param partitions common partition count of the inputs
         */
        Topology create(int partitions);
    }

    /** Copies the lists. */
    public StreamsDefinition {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
