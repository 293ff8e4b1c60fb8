package dev.rollstream.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.registry.StubRegistry.Reply;
import dev.rollstream.avro.registry.server.RegistryServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpRegistryClientTest {
    private static final Reply STRING = new Reply(200, "{\"schema\":\"\\\"string\\\"\"}");
    private static final Schema SAMPLE =
            SchemaBuilder.record("Sample").fields().requiredInt("a").endRecord();

    @Test
    void asksForAnIdOnce() throws IOException {
        try (StubRegistry stub = StubRegistry.answering(asked -> STRING)) {
            // Given
            RegistryClient client = client(stub.url(), Map.of());

            // When
            Schema first = client.schemaById(4);
            Schema second = client.schemaById(4);

            // Then
            assertThat(first).isSameAs(second).isEqualTo(Schema.create(Schema.Type.STRING));
            assertThat(stub.asked()).extracting(StubRegistry.Asked::path).containsExactly("/schemas/ids/4");
        }
    }

    @Test
    void asksAnotherAddressWhenOneIsDown() throws IOException {
        try (StubRegistry stub = StubRegistry.answering(asked -> STRING)) {
            // Given
            RegistryClient client = client(closedPort() + "," + stub.url(), Map.of("max.retries", "0"));

            // When
            Schema schema = client.schemaById(1);

            // Then
            assertThat(schema.getType()).isEqualTo(Schema.Type.STRING);
        }
    }

    @Test
    void staysWithTheAddressThatAnsweredLast() throws IOException {
        try (StubRegistry broken = StubRegistry.answering(asked -> new Reply(503, ""));
                StubRegistry stub = StubRegistry.answering(asked -> STRING)) {
            // Given
            RegistryClient client = client(broken.url() + "," + stub.url(), Map.of());

            // When
            client.schemaById(1);
            client.schemaById(2);

            // Then
            assertThat(broken.asked()).hasSize(1);
            assertThat(stub.asked()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 408, 429})
    void asksAgainAfterAPassingFailure(int status) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (StubRegistry stub = StubRegistry.answering(
                asked -> requests.incrementAndGet() < 3 ? new Reply(status, "{\"message\":\"later\"}") : STRING)) {
            // Given
            RegistryClient client = client(stub.url(), Map.of());

            // When
            Schema schema = client.schemaById(1);

            // Then
            assertThat(schema.getType()).isEqualTo(Schema.Type.STRING);
            assertThat(requests).hasValue(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422})
    void neverAsksAgainAfterARefusal(int status) throws IOException {
        try (StubRegistry one = StubRegistry.answering(
                        asked -> new Reply(status, "{\"error_code\":12345,\"message\":\"no\"}"));
                StubRegistry two = StubRegistry.answering(asked -> STRING)) {
            // Given
            RegistryClient client = client(one.url() + "," + two.url(), Map.of());

            // When
            var refused = assertThatThrownBy(() -> client.schemaById(1));

            // Then
            refused.isInstanceOfSatisfying(RegistryException.class, e -> {
                assertThat(e.httpStatus()).isEqualTo(status);
                assertThat(e.errorCode()).isEqualTo(12345);
                assertThat(e).hasMessageContaining(one.url()).hasMessageContaining("no");
            });
            assertThat(one.asked()).hasSize(1);
            assertThat(two.asked()).isEmpty();
        }
    }

    @Test
    void saysThatCredentialsAreMissingOrRefused() throws IOException {
        AtomicInteger status = new AtomicInteger(401);
        try (StubRegistry stub = StubRegistry.answering(asked -> new Reply(status.get(), "<html>no</html>"))) {
            // Given
            RegistryClient client = client(stub.url(), Map.of());

            // When
            var missing = assertThatThrownBy(() -> client.latest("s"));
            status.set(403);
            var refused = assertThatThrownBy(() -> client.latest("s"));

            // Then
            missing.hasMessageContaining("wants credentials")
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.isCredentialsProblem())
                            .isTrue());
            refused.hasMessageContaining("do not allow");
        }
    }

    @Test
    void aClosedPortIsAnOutageThatNamesTheAddresses() throws IOException {
        // Given
        String first = closedPort();
        String second = closedPort();
        RegistryClient client = client(first + "," + second, Map.of("max.retries", "1"));

        // When
        var failed = assertThatThrownBy(() -> client.schemaById(1));

        // Then
        failed.isInstanceOfSatisfying(RegistryUnavailableException.class, e -> assertThat(e.urls())
                        .containsExactly(first, second))
                .hasMessageContaining(first)
                .hasMessageContaining(second)
                .hasMessageContaining("schema.registry.url");
    }

    @Test
    void aServerThatIsSilentCostsNoMoreThanTheCallsTime() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (StubRegistry stub = StubRegistry.answering(asked -> {
            waitFor(never);
            return STRING;
        })) {
            // Given
            RegistryClient client = client(
                    stub.url(),
                    Map.of("http.read.timeout.ms", "100", "http.call.timeout.ms", "350", "max.retries", "99"));
            long startNs = System.nanoTime();

            // When
            var failed = assertThatThrownBy(() -> client.schemaById(1));

            // Then
            failed.isInstanceOf(RegistryUnavailableException.class).hasMessageContaining("no answer within");
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(10));
            assertThat(stub.asked()).hasSizeBetween(2, 4);
        } finally {
            never.countDown();
        }
    }

    @Test
    void somethingElseThatAnswersIsNotTakenForARegistry() throws IOException {
        try (StubRegistry stub = StubRegistry.answering(asked -> new Reply(200, "<html>welcome</html>"))) {
            // Given
            RegistryClient client = client(stub.url(), Map.of("max.retries", "0"));

            // When
            var failed = assertThatThrownBy(() -> client.schemaById(1));

            // Then
            failed.isInstanceOf(RegistryUnavailableException.class).hasMessageContaining("not a schema registry");
        }
    }

    @Test
    void cachedIdsOutliveTheRegistryAndAReturnedRegistryAnswersAgain() {
        // Given
        LocalRegistry registry = LocalRegistry.inMemory();
        RegistryServer server = RegistryServer.start(registry, RegistryServer.Options.loopback(0));
        RegistryClient client = client(server.url(), Map.of("max.retries", "0"));
        int known = client.register("a-value", SAMPLE, false);
        Schema cached = client.schemaById(known);
        int port = server.port();

        // When
        server.close();
        Schema whileDown = client.schemaById(known);
        var unknownWhileDown = assertThatThrownBy(() -> client.schemaById(known + 1));
        RegistryServer again = RegistryServer.start(registry, RegistryServer.Options.loopback(port));
        var unknownAfterwards = assertThatThrownBy(() -> client.schemaById(known + 1));

        // Then
        assertThat(whileDown).isSameAs(cached);
        unknownWhileDown.isInstanceOf(RegistryUnavailableException.class);
        unknownAfterwards.isInstanceOf(RegistryException.class);
        again.close();
    }

    @Test
    void sendsBasicCredentialsOfTheAddressAndNeverShowsThem() throws IOException {
        try (StubRegistry stub = StubRegistry.answering(asked -> new Reply(404, "{\"error_code\":40401}"))) {
            // Given
            RegistryClient client = client(stub.url().replace("//", "//me:s%40cret@"), Map.of());

            // When
            var refused = assertThatThrownBy(() -> client.latest("s"));

            // Then
            assertThat(stub.asked().get(0).authorization()).containsExactly("Basic bWU6c0BjcmV0");
            refused.hasMessageNotContaining("cret");
            assertThat(client.describe()).isEqualTo(stub.url());
        }
    }

    @Test
    void sendsConfiguredUserInfoAndTokens() throws IOException {
        try (StubRegistry stub = StubRegistry.answering(asked -> STRING)) {
            // When
            client(stub.url(), Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "u:p"))
                    .schemaById(1);
            client(stub.url(), Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "tok"))
                    .schemaById(1);

            // Then
            assertThat(stub.asked())
                    .extracting(StubRegistry.Asked::authorization)
                    .containsExactly(List.of("Basic dTpw"), List.of("Bearer tok"));
        }
    }

    @Test
    void fetchesTheSchemasThatASchemaRefersTo() throws IOException {
        try (StubRegistry stub = StubRegistry.answering(HttpRegistryClientTest::referring)) {
            // Given
            RegistryClient client = client(stub.url(), Map.of());

            // When
            Schema schema = client.schemaById(9);

            // Then
            assertThat(schema.getField("inner").schema().getField("x").schema().getType())
                    .isEqualTo(Schema.Type.INT);
        }
    }

    private static Reply referring(StubRegistry.Asked asked) {
        String outer =
                "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"O\\\",\\\"fields\\\":[{\\\"name\\\":\\\"inner\\\",\\\"type\\\":\\\"I\\\"}]}";
        String inner =
                "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"I\\\",\\\"fields\\\":[{\\\"name\\\":\\\"x\\\",\\\"type\\\":\\\"int\\\"}]}";
        String reference = "\"references\":[{\"name\":\"I\",\"subject\":\"inner\",\"version\":3}]";
        return asked.path().equals("/subjects/inner/versions/3")
                ? new Reply(200, "{\"schema\":\"" + inner + "\"}")
                : new Reply(200, "{\"schema\":\"" + outer + "\"," + reference + "}");
    }

    @Test
    void refusesSchemasOfOtherKinds() throws IOException {
        try (StubRegistry stub = StubRegistry.answering(
                asked -> new Reply(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message X {}\"}"))) {
            // When
            var refused = assertThatThrownBy(() -> client(stub.url(), Map.of()).schemaByGuid(UUID.randomUUID()));

            // Then
            refused.isInstanceOf(RegistryException.class).hasMessageContaining("PROTOBUF");
        }
    }

    @Test
    void givesTheReasonsOfAnIncompatibility() {
        try (RegistryServer server = RegistryServer.startInMemory()) {
            // Given
            RegistryClient client = client(server.url(), Map.of());
            client.register("s-value", SAMPLE, false);
            Schema other =
                    SchemaBuilder.record("Sample").fields().requiredInt("b").endRecord();

            // When
            List<String> problems = client.incompatibilities("s-value", other);

            // Then
            assertThat(problems).singleElement().asString().contains("READER_FIELD_MISSING_DEFAULT_VALUE", "b");
        }
    }

    private static RegistryClient client(String urls, Map<String, String> more) {
        Map<String, Object> configs = new HashMap<>(more);
        configs.put(RegistryConfig.URL, urls);
        configs.putIfAbsent("retries.wait.ms", "1");
        return RegistryClients.create(configs);
    }

    static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://localhost:" + socket.getLocalPort();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
