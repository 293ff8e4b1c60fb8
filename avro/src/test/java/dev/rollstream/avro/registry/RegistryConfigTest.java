package dev.rollstream.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryConfigTest {
    private static final String PASSWORD = "changeit";

    @Test
    void readsAddressesInOrderWithoutCredentialsAndSlashes() {
        // When
        RegistryConfig config = from(Map.of(RegistryConfig.URL, "http://u:p@a:8081/, https://b/registry//"));

        // Then
        assertThat(config.endpoints())
                .extracting(e -> e.base().toString())
                .containsExactly("http://a:8081", "https://b/registry");
        assertThat(config.endpoints().get(0).authorization()).contains("Basic dTpw");
        assertThat(config.endpoints().get(1).authorization()).isEmpty();
    }

    @Test
    void readsLimitsWithAndWithoutPrefix() {
        // When
        RegistryConfig config = from(Map.of(
                RegistryConfig.URL,
                List.of("http://a"),
                "http.connect.timeout.ms",
                7,
                "schema.registry.http.read.timeout.ms",
                "8",
                "max.retries",
                "9"));

        // Then
        assertThat(config.timeouts().connect()).isEqualTo(Duration.ofMillis(7));
        assertThat(config.timeouts().read()).isEqualTo(Duration.ofMillis(8));
        assertThat(config.retries().rounds()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:8081", "ftp://a", "http://", "http://bad host", "://", "http://u:secret@bad host"})
    void refusesWhatIsNoAddressAndHidesCredentials(String url) {
        // When
        var refused = assertThatThrownBy(() -> from(Map.of(RegistryConfig.URL, url)));

        // Then
        refused.isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "basic.auth.credentials.source, SASL_INHERIT, use URL or USER_INFO",
        "basic.auth.credentials.source, USER_INFO, basic.auth.user.info is empty",
        "bearer.auth.credentials.source, OAUTHBEARER, use STATIC_TOKEN",
        "bearer.auth.credentials.source, STATIC_TOKEN, bearer.auth.token is empty",
        "max.retries, -1, max.retries",
        "http.read.timeout.ms, soon, http.read.timeout.ms",
    })
    void refusesWhatItCannotDo(String name, String value, String message) {
        // When
        var refused = assertThatThrownBy(() -> from(Map.of(RegistryConfig.URL, "http://a", name, value)));

        // Then
        refused.isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }

    @Test
    void missingAddressIsNamed() {
        // When
        var refused = assertThatThrownBy(() -> from(Map.of()));

        // Then
        refused.isInstanceOf(ConfigException.class).hasMessageContaining("schema.registry.url");
    }

    @Test
    void aMockAddressStandsAlone() {
        // When
        var refused = assertThatThrownBy(() -> RegistryClients.create("mock://a,mock://b"));

        // Then
        refused.isInstanceOf(ConfigException.class).hasMessageContaining("stands alone");
    }

    @Test
    void mockScopesAreSharedByNameAndForgottenWhenDropped() {
        // Given
        RegistryClient one = RegistryClients.create("mock://shared");
        one.setLevel("s", CompatibilityLevel.FULL);

        // When
        var sameScope = RegistryClients.create("mock://shared").level("s");
        var otherScope = RegistryClients.create("mock://other").level("s");
        MockRegistry.drop("shared");
        MockRegistry.drop("other");
        var afterDrop = RegistryClients.create("mock://shared").level("s");

        // Then
        assertThat(sameScope).contains(CompatibilityLevel.FULL);
        assertThat(otherScope).isEmpty();
        assertThat(afterDrop).isEmpty();
    }

    @Test
    void trustsTheServersThatItsTruststoreNames(@TempDir Path folder) throws Exception {
        // Given
        Path store = folder.resolve("registry.p12");
        makeKeyStore(store);
        try (StubRegistry stub =
                StubRegistry.answering(serverContext(store), asked -> new StubRegistry.Reply(200, "[\"over tls\"]"))) {
            Map<String, Object> configs = new HashMap<>(storeSettings("truststore", store));
            configs.put(RegistryConfig.URL, stub.url());

            // When
            List<String> subjects = RegistryClients.create(configs).subjects();
            var untrusted = assertThatThrownBy(
                    () -> RegistryClients.create(Map.of(RegistryConfig.URL, stub.url(), "max.retries", "0"))
                            .subjects());

            // Then
            assertThat(subjects).containsExactly("over tls");
            untrusted.isInstanceOf(RegistryUnavailableException.class).hasMessageContaining("SSLHandshakeException");
        }
    }

    @Test
    void showsItsCertificateToServersThatWantOneAndSaysWhatIsMissing(@TempDir Path folder) throws Exception {
        // Given
        Path store = folder.resolve("registry.p12");
        makeKeyStore(store);
        try (StubRegistry stub = StubRegistry.answeringWhomItTrusts(
                serverContext(store), asked -> new StubRegistry.Reply(200, "[\"who is known\"]"))) {
            Map<String, Object> nameless = new HashMap<>(storeSettings("truststore", store));
            nameless.put(RegistryConfig.URL, stub.url());
            nameless.put("max.retries", "0");
            Map<String, Object> named = new HashMap<>(nameless);
            named.putAll(storeSettings("keystore", store));

            // When
            List<String> subjects = RegistryClients.create(named).subjects();
            var refused =
                    assertThatThrownBy(() -> RegistryClients.create(nameless).subjects());

            // Then
            assertThat(subjects).containsExactly("who is known");
            refused.isInstanceOfSatisfying(RegistryUnavailableException.class, e -> assertThat(e.overTls())
                            .isTrue())
                    .hasMessageContaining("schema.registry.ssl.keystore.*");
        }
    }

    /** The same keys and trust as the client, made by the code that makes the client's. */
    private static SSLContext serverContext(Path store) {
        Map<String, Object> configs = new HashMap<>(storeSettings("keystore", store));
        configs.putAll(storeSettings("truststore", store));
        configs.put(RegistryConfig.URL, "https://unused");
        return from(configs).tls().orElseThrow();
    }

    private static Map<String, Object> storeSettings(String kind, Path store) {
        String prefix = "schema.registry.ssl." + kind;
        return Map.of(
                prefix + ".location", store.toString(), prefix + ".password", PASSWORD, prefix + ".type", "PKCS12");
    }

    private static void makeKeyStore(Path store) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static RegistryConfig from(Map<String, ?> configs) {
        return RegistryConfig.from(configs);
    }
}
