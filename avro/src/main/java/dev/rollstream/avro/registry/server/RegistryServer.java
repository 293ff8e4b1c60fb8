package dev.rollstream.avro.registry.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.registry.server.Routes.Answer;
import dev.rollstream.avro.registry.server.Routes.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a {@link LocalRegistry} over HTTP until it is closed. */
public final class RegistryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int THREADS = 4;
    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final int STORE_ERROR = 50001;
    private static final int NO_BODY = -1;

    static {
        // The JDK's server writes headers and body apart; without this each answer waits 40 ms for a delayed
        // acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    /**
     * Where to listen.
     *
     * @param host address to bind, the loopback address unless others must reach it
     * @param port port, or 0 for a free one
     * @param maxBodyBytes longest request body
     */
    public record Options(InetAddress host, int port, int maxBodyBytes) {
        private static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;

        /** On the loopback address. */
        public static Options loopback(int port) {
            return new Options(InetAddress.getLoopbackAddress(), port, DEFAULT_MAX_BODY_BYTES);
        }
    }

    private final HttpServer http;
    private final ExecutorService threads;
    private final LocalRegistry registry;
    private final Routes routes;
    private final Options options;

    private RegistryServer(HttpServer http, LocalRegistry registry, Options options) {
        this.http = http;
        this.registry = registry;
        this.routes = new Routes(registry);
        this.options = options;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "registry-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts to serve. The server closes the registry with itself.
     *
     * @throws UncheckedIOException if the address cannot be bound, for instance because the port is taken
     */
    public static RegistryServer start(LocalRegistry registry, Options options) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(options.host(), options.port()), 0);
            RegistryServer server = new RegistryServer(http, registry, options);
            http.setExecutor(server.threads);
            http.createContext("/", server::handle);
            http.start();
            LOG.atInfo().addKeyValue("url", server.url()).log("schema registry started");
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "schema registry cannot listen on " + options.host().getHostAddress() + ":" + options.port() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Starts an empty registry in memory on a free port of the loopback address. */
    public static RegistryServer startInMemory() {
        return start(LocalRegistry.inMemory(), Options.loopback(0));
    }

    /** The port that is listened on. */
    public int port() {
        return http.getAddress().getPort();
    }

    /** The address for {@code schema.registry.url}. */
    public String url() {
        String host = options.host().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            boolean bodiless = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), bodiless ? NO_BODY : body.length);
            if (!bodiless) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            String body = body(exchange.getRequestBody());
            return routes.answer(new Request(exchange.getRequestMethod(), exchange.getRequestURI(), body));
        } catch (RegistryException e) {
            return Routes.error(e.httpStatus(), e.errorCode(), String.valueOf(e.getMessage()));
        } catch (RegistryUnavailableException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("schema registry cannot store");
            return Routes.error(500, STORE_ERROR, String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("path", exchange.getRequestURI().getPath())
                    .log("schema registry failed");
            return Routes.error(
                    500, STORE_ERROR, "internal error: " + e.getClass().getSimpleName());
        }
    }

    private String body(InputStream in) throws IOException {
        byte[] body = in.readNBytes(options.maxBodyBytes() + 1);
        if (body.length > options.maxBodyBytes()) {
            throw new RegistryException(
                    PAYLOAD_TOO_LARGE,
                    PAYLOAD_TOO_LARGE,
                    "request body is longer than " + options.maxBodyBytes() + " bytes");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        registry.close();
    }
}
