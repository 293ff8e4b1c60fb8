package dev.rollstream.avro.registry;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * How to reach a registry, read from Confluent's property names. Authentication and time limits may also carry the prefix
 * {@code schema.registry.}, which wins.
 *
 * @param endpoints addresses in the order in which they are tried
 * @param tls trust and key material; empty: Java's own
 * @param timeouts limits of one call
 * @param retries what happens after a failed attempt
 */
public record RegistryConfig(List<Endpoint> endpoints, Optional<SSLContext> tls, Timeouts timeouts, Retries retries) {
    /** Comma-separated addresses. */
    public static final String URL = "schema.registry.url";

    private static final String PREFIX = "schema.registry.";
    private static final String TLS_PREFIX = PREFIX + "ssl.";
    private static final String BASIC_SOURCE = "basic.auth.credentials.source";
    private static final String BASIC_USER_INFO = "basic.auth.user.info";
    private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    private static final String BEARER_TOKEN = "bearer.auth.token";
    private static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    private static final String READ_TIMEOUT = "http.read.timeout.ms";
    private static final String CALL_TIMEOUT = "http.call.timeout.ms";
    private static final String MAX_RETRIES = "max.retries";
    private static final String RETRY_WAIT = "retries.wait.ms";
    private static final String UNKNOWN_TTL = "missing.id.cache.ttl.ms";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(URL, ConfigDef.Type.LIST, Importance.HIGH, "Addresses of the schema registry, or mock://scope.")
            .define(BASIC_SOURCE, ConfigDef.Type.STRING, "URL", Importance.MEDIUM, "URL or USER_INFO.")
            .define(BASIC_USER_INFO, ConfigDef.Type.PASSWORD, "", Importance.MEDIUM, "user:password for USER_INFO.")
            .define(BEARER_SOURCE, ConfigDef.Type.STRING, "", Importance.MEDIUM, "STATIC_TOKEN, or empty for none.")
            .define(BEARER_TOKEN, ConfigDef.Type.PASSWORD, "", Importance.MEDIUM, "The token for STATIC_TOKEN.")
            .define(
                    CONNECT_TIMEOUT,
                    ConfigDef.Type.INT,
                    2_000,
                    ConfigDef.Range.atLeast(1),
                    Importance.LOW,
                    "To open a connection.")
            .define(
                    READ_TIMEOUT,
                    ConfigDef.Type.INT,
                    4_000,
                    ConfigDef.Range.atLeast(1),
                    Importance.LOW,
                    "For one whole answer.")
            .define(
                    CALL_TIMEOUT,
                    ConfigDef.Type.INT,
                    8_000,
                    ConfigDef.Range.atLeast(1),
                    Importance.LOW,
                    "For a call with its retries.")
            .define(
                    MAX_RETRIES,
                    ConfigDef.Type.INT,
                    3,
                    ConfigDef.Range.atLeast(0),
                    Importance.LOW,
                    "Further rounds over the addresses.")
            .define(
                    RETRY_WAIT,
                    ConfigDef.Type.INT,
                    100,
                    ConfigDef.Range.atLeast(0),
                    Importance.LOW,
                    "Before the first; then doubled.")
            .define(
                    UNKNOWN_TTL,
                    ConfigDef.Type.LONG,
                    5_000L,
                    ConfigDef.Range.atLeast(0),
                    Importance.LOW,
                    "How long an id stays unknown.");

    /**
     * One address of a registry.
     *
     * @param base the address without user information, without a slash at its end
     * @param authorization value of the Authorization header; empty: none is sent
     */
    public record Endpoint(URI base, Optional<String> authorization) {
        @Override
        public String toString() {
            return base.toString();
        }
    }

    /**
     * Limits of one call.
     *
     * @param connect to open a connection
     * @param read for one whole answer
     * @param call for everything together, retries and waits included
     */
    public record Timeouts(Duration connect, Duration read, Duration call) {}

    /**
     * What happens after a failed attempt.
     *
     * @param rounds how often the whole list of addresses is tried again
     * @param firstWait time before the first further round; doubled before each next one
     * @param unknownTtl how long an id that the registry does not know is not asked for again
     */
    public record Retries(int rounds, Duration firstWait, Duration unknownTtl) {}

    /** Copies the list. */
    public RegistryConfig {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * Reads the configuration of a client or of a Kafka serde.
     *
     * @param configs properties; those of others are ignored
     * @throws ConfigException naming the property that is missing or cannot be used
     */
    public static RegistryConfig from(Map<String, ?> configs) {
        AbstractConfig parsed = new AbstractConfig(DEFINITION, withoutPrefix(configs), false);
        return new RegistryConfig(
                parsed.getList(URL).stream().map(url -> endpoint(url, parsed)).toList(),
                tls(configs),
                new Timeouts(
                        millis(parsed, CONNECT_TIMEOUT), millis(parsed, READ_TIMEOUT), millis(parsed, CALL_TIMEOUT)),
                new Retries(
                        parsed.getInt(MAX_RETRIES),
                        millis(parsed, RETRY_WAIT),
                        Duration.ofMillis(parsed.getLong(UNKNOWN_TTL))));
    }

    private static Duration millis(AbstractConfig parsed, String name) {
        return Duration.ofMillis(parsed.getInt(name));
    }

    private static Map<String, Object> withoutPrefix(Map<String, ?> configs) {
        Map<String, Object> plain = new HashMap<>(configs);
        DEFINITION.names().stream()
                .filter(name -> !name.equals(URL) && configs.containsKey(PREFIX + name))
                .forEach(name -> plain.put(name, configs.get(PREFIX + name)));
        return plain;
    }

    private static Endpoint endpoint(String url, AbstractConfig parsed) {
        URI uri = uri(url);
        try {
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            while (path.endsWith("/")) {
                path = path.substring(0, path.length() - 1);
            }
            String authority = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            return new Endpoint(
                    URI.create(uri.getScheme() + "://" + authority + path),
                    authorization(uri.getRawUserInfo(), parsed));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(URL, hideUserInfo(url), "cannot be read as an address");
        }
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url.trim());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(URL, hideUserInfo(url), "is not an address such as http://host:8081");
        }
        throw new ConfigException(URL, hideUserInfo(url), "is not an address such as http://host:8081");
    }

    private static String hideUserInfo(String url) {
        return url.replaceAll("//[^/]*@", "//***@");
    }

    private static Optional<String> authorization(
            @org.jspecify.annotations.Nullable String userInfo, AbstractConfig parsed) {
        String bearer = parsed.getString(BEARER_SOURCE);
        if (!bearer.isEmpty()) {
            return Optional.of("Bearer " + bearerToken(bearer, parsed.getPassword(BEARER_TOKEN)));
        }
        String source = parsed.getString(BASIC_SOURCE);
        return switch (source.toUpperCase(Locale.ROOT)) {
            case "URL" ->
                Optional.ofNullable(userInfo)
                        .map(info -> basic(URLDecoder.decode(info.replace("+", "%2B"), StandardCharsets.UTF_8)));
            case "USER_INFO" -> Optional.of(basic(required(BASIC_USER_INFO, parsed.getPassword(BASIC_USER_INFO))));
            default -> throw new ConfigException(BASIC_SOURCE, source, "is not supported; use URL or USER_INFO");
        };
    }

    private static String bearerToken(String source, Password token) {
        if (!source.equalsIgnoreCase("STATIC_TOKEN")) {
            throw new ConfigException(BEARER_SOURCE, source, "is not supported; use STATIC_TOKEN with " + BEARER_TOKEN);
        }
        return required(BEARER_TOKEN, token);
    }

    private static String required(String name, Password value) {
        if (value.value().isEmpty()) {
            throw new ConfigException(name + " is empty, but the credentials' source names it");
        }
        return value.value();
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Key and trust material is read by Kafka's own code, so that everything that works for brokers (PEM, PKCS12, JKS) works
     * here.
     */
    private static Optional<SSLContext> tls(Map<String, ?> configs) {
        Map<String, Object> given = new HashMap<>();
        configs.forEach((name, value) -> {
            if (name.startsWith(TLS_PREFIX)) {
                given.put(name.substring(PREFIX.length()), value);
            }
        });
        if (given.isEmpty()) {
            return Optional.empty();
        }
        ConfigDef definition = new ConfigDef().withClientSslSupport();
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(definition.parse(given));
            return Optional.of(factory.sslContext());
        }
    }
}
