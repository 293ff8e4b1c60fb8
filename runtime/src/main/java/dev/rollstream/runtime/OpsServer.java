package dev.rollstream.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A stage's HTTP endpoint for operators: {@code /metrics} in Prometheus text, {@code /healthz} (200 while alive) and
 * {@code /readyz} (200 while it does its work, else 503 with the reasons).
 */
public final class OpsServer implements AutoCloseable {
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor;

    private record Answer(int status, String contentType, String body) {}

    /**
     * Opens the endpoint.
     *
     * @param address where to listen; port 0 takes a free one
     * @throws StageException if the port is taken
     */
    public OpsServer(InetSocketAddress address, Health health, PrometheusMeterRegistry metrics) {
        try {
            server = HttpServer.create(address, 16);
        } catch (IOException e) {
            throw new StageException(
                    "cannot listen on " + address + " for /metrics and health (" + e.getMessage()
                            + "); choose another --http-port, 0 for a free one",
                    e);
        }
        executor = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "ops-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        serve("/metrics", () -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
        serve("/healthz", () -> health.failure()
                .map(why -> new Answer(503, PLAIN, "failed: " + why + "\n"))
                .orElse(new Answer(200, PLAIN, "alive\n")));
        serve("/readyz", () -> readiness(health));
        server.start();
    }

    private static Answer readiness(Health health) {
        if (health.ready()) {
            return new Answer(200, PLAIN, "ready\n");
        }
        StringBuilder body = new StringBuilder("not ready\n");
        health.failure().ifPresent(why -> body.append("failed: ").append(why).append('\n'));
        health.obstacles()
                .forEach((name, why) ->
                        body.append(name).append(": ").append(why).append('\n'));
        return new Answer(503, PLAIN, body.toString());
    }

    private void serve(String path, Supplier<Answer> answers) {
        server.createContext(path, exchange -> respond(exchange, path, answers));
    }

    private static void respond(HttpExchange exchange, String path, Supplier<Answer> answers) throws IOException {
        try (exchange) {
            boolean exact = exchange.getRequestURI().getPath().equals(path);
            Answer answer = exact ? answers.get() : new Answer(404, PLAIN, "not found\n");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
