package dev.rollstream.avro.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server that answers what a test says, and remembers what it was asked. */
final class StubRegistry implements AutoCloseable {
    /** What to answer. */
    record Reply(int status, String body) {}

    /** What was asked. */
    record Asked(String method, String path, List<String> authorization) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final String scheme;

    private StubRegistry(HttpServer http, String scheme, Function<Asked, Reply> replies) {
        this.http = http;
        this.scheme = scheme;
        http.setExecutor(threads);
        http.createContext("/", exchange -> answer(exchange, replies));
        http.start();
    }

    static StubRegistry answering(Function<Asked, Reply> replies) throws IOException {
        return new StubRegistry(HttpServer.create(anyPort(), 0), "http", replies);
    }

    static StubRegistry answering(SSLContext tls, Function<Asked, Reply> replies) throws IOException {
        return overTls(new HttpsConfigurator(tls), replies);
    }

    /** One that asks its clients for a certificate too. */
    static StubRegistry answeringWhomItTrusts(SSLContext tls, Function<Asked, Reply> replies) throws IOException {
        HttpsConfigurator asking = new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        };
        return overTls(asking, replies);
    }

    private static StubRegistry overTls(HttpsConfigurator tls, Function<Asked, Reply> replies) throws IOException {
        HttpsServer https = HttpsServer.create(anyPort(), 0);
        https.setHttpsConfigurator(tls);
        return new StubRegistry(https, "https", replies);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void answer(HttpExchange exchange, Function<Asked, Reply> replies) throws IOException {
        try (exchange) {
            Asked question = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            asked.add(question);
            Reply reply = replies.apply(question);
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    List<Asked> asked() {
        return asked;
    }

    String url() {
        return scheme + "://localhost:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
