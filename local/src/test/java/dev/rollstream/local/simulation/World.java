package dev.rollstream.local.simulation;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Topics, their contents and the registry.
 *
 * @param topics the catalogue
 * @param logs contents by topic name
 * @param registry knows the schemas
 */
record World(Topics topics, Map<String, SimulatedLog> logs, RegistryClient registry) {
    static World of(Topics topics, RegistryClient registry) {
        Map<String, SimulatedLog> logs = topics.all().stream()
                .map(topic -> new SimulatedLog(topic.name()))
                .collect(Collectors.toMap(SimulatedLog::topic, Function.identity()));
        return new World(topics, logs, registry);
    }

    SimulatedLog log(Topic<?> topic) {
        return Objects.requireNonNull(logs.get(topic.name()));
    }
}
