package dev.rollstream.local.cluster;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the embedded broker is to run.
 *
 * @param port TCP port on 127.0.0.1 for clients; 0 takes any free one
 * @param keptIn folder that keeps the data across restarts; null for a temporary one that is deleted on close
 * @param overrides broker settings in Kafka's own names that replace the defaults of {@link BrokerSettings}
 * @param listeners ports on 127.0.0.1 of further listeners by their names; overrides say how they speak
 */
public record LocalKafkaOptions(
        int port, @Nullable Path keptIn, Map<String, String> overrides, Map<String, Integer> listeners) {

    private static final int MAX_PORT = 65_535;

    /**
     * Checks the port and copies the settings.
     *
     * @throws IllegalArgumentException if the port is outside 0..65535
     */
    public LocalKafkaOptions {
        requirePort(port);
        overrides = Map.copyOf(overrides);
        listeners = Map.copyOf(listeners);
    }

    /** Any free port, data deleted on close. */
    public static LocalKafkaOptions temporary() {
        return new LocalKafkaOptions(0, null, Map.of(), Map.of());
    }

    /** The same with a fixed client port. */
    public LocalKafkaOptions onPort(int newPort) {
        return new LocalKafkaOptions(newPort, keptIn, overrides, listeners);
    }

    /** The same with data that stays in {@code directory} across restarts. */
    public LocalKafkaOptions keptIn(Path directory) {
        return new LocalKafkaOptions(port, Objects.requireNonNull(directory, "directory"), overrides, listeners);
    }

    /** The same with one more broker setting. */
    public LocalKafkaOptions with(String name, String value) {
        Map<String, String> merged = new HashMap<>(overrides);
        merged.put(name, value);
        return new LocalKafkaOptions(port, keptIn, merged, listeners);
    }

    /** The same with one more listener for clients, which {@code listener.security.protocol.map} must name. */
    public LocalKafkaOptions listening(String name, int onPort) {
        Map<String, Integer> more = new HashMap<>(listeners);
        more.put(name, onPort);
        return new LocalKafkaOptions(port, keptIn, overrides, more);
    }

    static void requirePort(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("a TCP port is between 0 and 65535, not " + port);
        }
    }

    Optional<Path> directory() {
        return Optional.ofNullable(keptIn);
    }
}
