package dev.rollstream.avro.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.registry.LocalRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryServerTest {
    private static final String RECORD =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";
    private static final String DEEP = "[".repeat(100_000);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private RegistryServer server;

    private record Reply(int status, JsonNode body, String contentType) {}

    @BeforeEach
    void start() {
        server = RegistryServer.startInMemory();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void registersAndReadsBackInEveryWay() throws Exception {
        // When
        Reply registered = post("/subjects/s-value/versions", body(RECORD));
        Reply byId = send("GET", "/schemas/ids/1", "");
        Reply byGuid = send("GET", "/schemas/guids/" + byId.body().path("guid").asText(), "");
        Reply latest = send("GET", "/subjects/s-value/versions/latest", "");
        Reply first = send("GET", "/subjects/s-value/versions/1", "");
        Reply found = post("/subjects/s-value", body(RECORD));

        // Then
        assertThat(registered.body()).isEqualTo(json.readTree("{\"id\":1}"));
        assertThat(byId.body().path("schema").asText()).isEqualTo(RECORD);
        assertThat(byGuid.body()).isEqualTo(byId.body());
        assertThat(latest.body().path("version").asInt()).isEqualTo(1);
        assertThat(latest.body()).isEqualTo(first.body()).isEqualTo(found.body());
        assertThat(latest.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    }

    @ParameterizedTest
    @MethodSource("hostileBodies")
    void hostileBodiesAreAnsweredWith422(String body) throws Exception {
        // When
        Reply schema = post("/subjects/s/versions", body);
        Reply lookup = post("/compatibility/subjects/s/versions/", body);
        Reply level = send("PUT", "/config", body);

        // Then
        assertThat(schema.status()).isEqualTo(422);
        assertThat(schema.body().path("error_code").asInt()).isEqualTo(42201);
        assertThat(lookup.status()).isEqualTo(422);
        assertThat(level.status()).isEqualTo(422);
        assertThat(level.body().path("error_code").asInt()).isEqualTo(42203);
    }

    static String[] hostileBodies() {
        return new String[] {
            "",
            "null",
            "[]",
            "7",
            "{",
            "{\"schema\":7}",
            "{\"schema\":null}",
            "{\"schema\":\"\"}",
            "{\"schema\":\"{\"}",
            "{\"schema\":\"\\\"unknown\\\"\"}",
            "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"1 bad\\\",\\\"fields\\\":[]}\"}",
            "{\"schema\":\"{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"F\\\",\\\"size\\\":-1}\"}",
            "{\"schema\":\"" + "{\\\"type\\\":".repeat(5_000) + "\"}",
            "{\"schema\":\"\\\"int\\\"\",\"schemaType\":\"JSON\"}",
            "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a\",\"subject\":\"b\",\"version\":1}]}",
            "{\"compatibility\":\"SOMETIMES\"}",
            "{\"compatibility\":[\"NONE\"]}",
            "\u0000\u0001\u0002",
            DEEP,
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404, 404",
        "GET, /schemas/ids/2, 404, 40403",
        "GET, /schemas/ids/-1, 404, 40403",
        "GET, /schemas/ids/99999999999999999999, 404, 40403",
        "GET, /schemas/ids/abc, 404, 40403",
        "GET, /schemas/guids/abc, 404, 40403",
        "GET, /schemas/guids/00000000-0000-0000-0000-000000000000, 404, 40403",
        "GET, /subjects/none/versions, 404, 40401",
        "GET, /subjects/none/versions/latest, 404, 40401",
        "GET, /subjects/s/versions/2, 404, 40402",
        "GET, /subjects/s/versions/0, 422, 42202",
        "GET, /subjects/s/versions/99999999999, 422, 42202",
        "GET, /subjects/s/versions/1/schema/x, 404, 404",
        "GET, /subjects/s/other, 404, 404",
        "GET, /config/s, 404, 40408",
        "GET, /config/s/x, 404, 404",
        "DELETE, /subjects/s, 405, 405",
        "DELETE, /schemas/ids/1, 405, 405",
        "GET, /compatibility/subjects/s/versions, 405, 405",
        "GET, /compatibility, 404, 404",
        "GET, /schemas, 404, 404",
        "GET, /mode/x/../../%2e%2e, 200, 0",
        "GET, /, 200, 0",
    })
    void answersErrorsWithTheirCodes(String method, String path, int status, int code) throws Exception {
        // Given
        post("/subjects/s/versions", body(RECORD));

        // When
        Reply reply = send(method, path, "");

        // Then
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().path("error_code").asInt(0)).isEqualTo(code);
    }

    @Test
    void anIncompatibleSchemaIs409WithItsReason() throws Exception {
        // Given
        post("/subjects/s/versions", body(RECORD));
        String other = RECORD.replace("\"a\"", "\"b\"");

        // When
        Reply refused = post("/subjects/s/versions", body(other));
        Reply asked = post("/compatibility/subjects/s/versions/latest?verbose=true", body(other));
        Reply absent = post("/compatibility/subjects/s/versions/7", body(other));

        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("error_code").asInt()).isEqualTo(409);
        assertThat(refused.body().path("message").asText()).contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(asked.body().path("is_compatible").asBoolean(true)).isFalse();
        assertThat(asked.body().path("messages")).hasSize(1);
        assertThat(absent.body().path("error_code").asInt()).isEqualTo(40402);
    }

    @Test
    void aSubjectFollowsTheGlobalLevelWhenAskedSo() throws Exception {
        // Given
        send("PUT", "/config", "{\"compatibility\":\"full_transitive\"}");

        // When
        Reply global = send("GET", "/config", "");
        Reply subject = send("GET", "/config/s?defaultToGlobal=true", "");

        // Then
        assertThat(global.body()).isEqualTo(json.readTree("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}"));
        assertThat(subject.body()).isEqualTo(global.body());
    }

    @Test
    void tooLongABodyIsRefused() throws Exception {
        // When
        Reply reply = post("/subjects/s/versions", "\"" + "x".repeat(1 << 20) + "\"");

        // Then
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void aTakenPortIsNamed() {
        // When
        var refused = assertThatThrownBy(
                () -> RegistryServer.start(LocalRegistry.inMemory(), RegistryServer.Options.loopback(server.port())));

        // Then
        refused.isInstanceOf(UncheckedIOException.class).hasMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void listensOnTheLoopbackAddressOnly() {
        // When
        String url = server.url();

        // Then
        assertThat(url).isEqualTo("http://127.0.0.1:" + server.port());
    }

    private String body(String schema) {
        return json.valueToTree(Map.of("schema", schema)).toString();
    }

    private Reply post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    private Reply send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(
                response.statusCode(),
                json.readTree(response.body()),
                response.headers().firstValue("Content-Type").orElse(""));
    }
}
