package dev.rollstream.local.ui;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.local.live.GroupEntry;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page: its files, the figures as server-sent events, the list of the newest groups, and single groups.
 *
 * <p>Completions are hostile text. They leave only as JSON, with invisible characters spelled out; the page puts them into text nodes; and
 * a content security policy lets no script run but the page's own.
 */
public final class UiServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UiServer.class);
    private static final int THREADS = 40;
    private static final int MAX_FORM_BYTES = 4_096;
    private static final int PAGE = 50;
    private static final String READY = "/readyz";
    private static final Set<String> HEALTH = Set.of("/healthz", READY);
    private static final String JSON = "application/json; charset=utf-8";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private final UiOptions options;
    private final UiGate gate;
    private final Health health = new Health("ui");
    private final UiFeed feed;
    private final UiEvents events;
    private final GroupBrowser browser;
    private final GroupJson groups;
    private final UiAssets assets = new UiAssets();
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Opens the page.
     *
     * @param registry the stream's schema registry; stays the caller's to close
     * @throws StageException if the cluster does not answer, a topic is missing, or the port is taken
     */
    public UiServer(StageConfig config, RegistryClient registry, UiOptions options) {
        this.options = options;
        this.gate = new UiGate(options.token());
        this.groups = new GroupJson(options.showAnswers());
        this.server = listen(options.address());
        this.feed = new UiFeed(config, registry, options, health);
        this.events = new UiEvents(feed);
        this.browser = new GroupBrowser(config, registry, options.showAnswers());
        this.threads = new ThreadPoolExecutor(0, THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "ui-http");
            thread.setDaemon(true);
            return thread;
        });
        try {
            feed.start();
        } catch (StageException e) {
            close();
            throw e;
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    private static HttpServer listen(InetSocketAddress address) {
        try {
            return HttpServer.create(address, 64);
        } catch (IOException e) {
            throw new StageException(
                    "cannot serve the page on " + address.getHostString() + ":" + address.getPort() + " ("
                            + e.getMessage() + "); choose another --http-port, 0 for a free one",
                    e);
        }
    }

    /** Where the page is, for people. */
    public String url() {
        String host = server.getAddress().getHostString();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + server.getAddress().getPort() + "/";
    }

    /**
     * What is answered.
     *
     * @param status HTTP status
     * @param contentType of the body
     * @param body bytes
     * @param headers more headers
     */
    private record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        static Answer plain(int status, String text) {
            return new Answer(status, PLAIN, (text + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
        }

        static Answer goTo(String path, Map<String, String> more) {
            Map<String, String> headers = new LinkedHashMap<>(more);
            headers.put("Location", path);
            return new Answer(303, PLAIN, new byte[0], headers);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            secure(exchange.getResponseHeaders());
            String path = exchange.getRequestURI().getPath();
            if (isGet(exchange) && HEALTH.contains(path)) {
                write(exchange, fares(path));
                return;
            }
            UiGate.Verdict verdict = gate.verdict(visitor(exchange.getRequestHeaders()), follows(exchange, path));
            if (verdict == UiGate.Verdict.WELCOME && isGet(exchange) && path.equals("/api/live")) {
                events.stream(exchange);
                return;
            }
            write(exchange, answer(exchange, path, verdict));
        } catch (IllegalStateException | StageException e) {
            log.atWarn().addKeyValue("error", e.getMessage()).log("a request to the page failed");
        }
    }

    /** For orchestrators, which know no token: yes or no, and nothing of the stream. */
    private Answer fares(String path) {
        boolean well = path.equals(READY) ? health.ready() : health.failure().isEmpty();
        return well ? Answer.plain(200, "yes") : Answer.plain(503, "no: the page and the log say why");
    }

    private static boolean isGet(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET");
    }

    private static boolean follows(HttpExchange exchange, String path) {
        return isGet(exchange) && (path.equals("/") || path.equals("/login"));
    }

    private static UiGate.Visitor visitor(Headers headers) {
        return new UiGate.Visitor(
                headers.getFirst("Host"),
                headers.getFirst("Authorization"),
                headers.getFirst("Cookie"),
                headers.getFirst("Sec-Fetch-Site"));
    }

    private static void secure(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private Answer answer(HttpExchange exchange, String path, UiGate.Verdict verdict) throws IOException {
        if (verdict == UiGate.Verdict.FOREIGN) {
            return Answer.plain(403, "this page is for this machine; open it by the address that it was started with");
        }
        if (path.equals("/login") && exchange.getRequestMethod().equals("POST")) {
            return login(exchange.getRequestBody());
        }
        if (!isGet(exchange)) {
            return Answer.plain(405, "this page is only read");
        }
        if (verdict == UiGate.Verdict.UNKNOWN && !path.equals("/login") && !path.startsWith("/assets/")) {
            return path.equals("/")
                    ? Answer.goTo("/login", Map.of())
                    : Answer.plain(401, "the token is missing or wrong");
        }
        return path.startsWith("/api/")
                ? figures(path, new UiQuery(exchange.getRequestURI().getRawQuery()))
                : file(path);
    }

    private Answer file(String path) {
        return assets.at(path)
                .map(asset -> new Answer(200, asset.contentType(), asset.body(), Map.of()))
                .orElseGet(() -> Answer.plain(404, "not found"));
    }

    private Answer login(InputStream body) throws IOException {
        String form = new String(body.readNBytes(MAX_FORM_BYTES), StandardCharsets.UTF_8);
        boolean known = new UiQuery(form).text("token").filter(gate::isToken).isPresent();
        return known ? Answer.goTo("/", Map.of("Set-Cookie", gate.cookie())) : Answer.goTo("/login#wrong", Map.of());
    }

    private Answer figures(String path, UiQuery query) throws IOException {
        try {
            return switch (path) {
                case "/api/now" -> json(200, feed.current().now());
                case "/api/charts" -> json(200, feed.current().charts());
                case "/api/groups" -> json(200, list(query));
                case "/api/group" -> group(query);
                default -> Answer.plain(404, "not found");
            };
        } catch (IllegalArgumentException e) {
            return Answer.plain(400, "the query cannot be meant: " + Shown.line(String.valueOf(e.getMessage()), 200));
        } catch (StageException e) {
            return Answer.plain(503, Shown.line(String.valueOf(e.getMessage()), 500));
        }
    }

    private Map<String, Object> list(UiQuery query) {
        List<GroupEntry> found =
                feed.groups().find(query.groups(options.showAnswers()), query.number("before", Long.MAX_VALUE), PAGE);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seen", feed.groups().seen());
        json.put("kept", feed.groups().kept());
        json.put("show_answers", options.showAnswers());
        json.put("tasks", feed.groups().tasks());
        json.put("more", found.size() == PAGE);
        json.put("groups", found.stream().map(groups::entry).toList());
        return json;
    }

    private Answer group(UiQuery query) throws IOException {
        long partition = query.number("partition");
        long offset = query.number("offset");
        if (partition < 0 || partition > Integer.MAX_VALUE || offset < 0) {
            throw new IllegalArgumentException("no record lies there");
        }
        GroupBrowser.Found found = browser.find((int) partition, offset).orElse(null);
        return found == null
                ? Answer.plain(404, "the group is no longer on its topic")
                : json(200, groups.found(found));
    }

    private Answer json(int status, Object value) throws IOException {
        byte[] body =
                value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : mapper.writeValueAsBytes(value);
        return new Answer(status, JSON, body, Map.of());
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        feed.close();
        server.stop(0);
        threads.shutdownNow();
        browser.close();
    }
}
