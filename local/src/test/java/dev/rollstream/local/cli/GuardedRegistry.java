package dev.rollstream.local.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * A gate before a registry, as a company has one: TLS, and nothing for those who do not say who they are, by a header or by a
 * certificate.
 */
final class GuardedRegistry implements AutoCloseable {
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient http = HttpClient.newHttpClient();
    private final String behind;
    private final Set<String> allowed;
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    /**
     * Opens one that looks at header {@code Authorization}.
     *
     * @param behind address of the registry
     * @param allowed values of the header that let through
     */
    static GuardedRegistry askingForHeaders(SSLContext tls, String behind, Set<String> allowed) throws IOException {
        return new GuardedRegistry(new HttpsConfigurator(tls), behind, allowed);
    }

    /**
     * Opens one that no handshake without a certificate gets through.
     *
     * @param tls with the certificates that it trusts
     * @param allowed names in them that let through
     */
    static GuardedRegistry askingForCertificates(SSLContext tls, String behind, Set<String> allowed)
            throws IOException {
        HttpsConfigurator asking = new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        };
        return new GuardedRegistry(asking, behind, allowed);
    }

    private GuardedRegistry(HttpsConfigurator tls, String behind, Set<String> allowed) throws IOException {
        this.behind = behind;
        this.allowed = allowed;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(tls);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** Headers and names that were shown and let through. */
    Set<String> used() {
        return used;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String shown = whoAsks((HttpsExchange) exchange);
            if (shown == null || !allowed.contains(shown)) {
                answer(exchange, 401, "{\"error_code\":401,\"message\":\"Unauthorized\"}".getBytes());
                return;
            }
            used.add(shown);
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpResponse<byte[]> response = ask(exchange, body);
            answer(
                    exchange,
                    response == null ? 502 : response.statusCode(),
                    response == null ? new byte[0] : response.body());
        }
    }

    private static @Nullable String whoAsks(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return exchange.getRequestHeaders().getFirst("Authorization");
        }
    }

    private @Nullable HttpResponse<byte[]> ask(HttpExchange exchange, byte[] body) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
