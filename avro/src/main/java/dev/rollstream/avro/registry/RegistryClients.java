package dev.rollstream.avro.registry;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** Makes the client that a configuration asks for: HTTP, or the registry of a {@code mock://} scope in this JVM. */
public final class RegistryClients {
    private RegistryClients() {}

    /**
     * A client for Confluent's properties.
     *
     * @throws ConfigException naming the property that is missing or cannot be used
     */
    public static RegistryClient create(Map<String, ?> configs) {
        Object url = configs.get(RegistryConfig.URL);
        String text = url instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : String.valueOf(url);
        if (text.startsWith(MockRegistry.SCHEME)) {
            if (text.contains(",")) {
                throw new ConfigException(RegistryConfig.URL, text, "a mock:// address stands alone");
            }
            return MockRegistry.scope(
                    text.substring(MockRegistry.SCHEME.length()).trim());
        }
        return new HttpRegistryClient(RegistryConfig.from(configs));
    }

    /**
     * A client with default settings.
     *
     * @param urls one address, or several with commas between them
     */
    public static RegistryClient create(String urls) {
        return create(Map.of(RegistryConfig.URL, urls));
    }
}
