package dev.rollstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    private static final InetSocketAddress FREE_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Health health = new Health("scorer");
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final OpsServer server = new OpsServer(FREE_PORT, health, metrics);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void readinessNamesWhatIsInTheWay() throws Exception {
        // Given
        health.started();
        health.block("registry", "no schema registry answers at http://registry:8081");

        // When
        HttpResponse<String> answer = get("/readyz");

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("registry: no schema registry answers at http://registry:8081");
    }

    @Test
    void becomesReadyAndStaysAliveWhileItWaits() throws Exception {
        // Given
        health.block("registry", "down");

        // When
        health.started();
        health.clear("registry");

        // Then
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aFailedStageIsNotAlive() throws Exception {
        // When
        health.fail("disk full");

        // Then
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").body()).contains("disk full");
    }

    @Test
    void exportsMetrics() throws Exception {
        // Given
        metrics.counter("rollstream.groups", "outcome", "COMPLETE").increment(3);

        // When
        HttpResponse<String> answer = get("/metrics");

        // Then
        assertThat(answer.body()).contains("rollstream_groups_total{outcome=\"COMPLETE\"} 3.0");
    }

    @Test
    void answersNothingElse() throws Exception {
        assertThat(get("/metrics/../etc").statusCode()).isEqualTo(404);
    }

    @Test
    void namesThePortThatIsTaken() {
        assertThatThrownBy(() -> new OpsServer(server.address(), health, metrics))
                .isInstanceOf(StageException.class)
                .hasMessageContaining(Integer.toString(server.address().getPort()))
                .hasMessageContaining("--http-port");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
