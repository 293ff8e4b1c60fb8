package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** An inference server that does what a test says: one scripted answer after the other, then only good ones. */
final class FaultServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Semaphore hanging = new Semaphore(0);
    private volatile Answer trial = good();
    private volatile Supplier<String> models = () -> "{\"data\":[{\"id\":\"tiny\"}]}";
    private volatile Optional<Answer> always = Optional.empty();

    /** What it does with a request. */
    interface Answer {
        void give(FaultServer server, HttpExchange exchange, JsonNode request) throws IOException;
    }

    FaultServer() throws IOException {
        this(0);
    }

    FaultServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext(
                "/v1/models",
                exchange -> reply(exchange, 200, Map.of(), models.get().getBytes(StandardCharsets.UTF_8)));
        server.createContext("/v1/chat/completions", this::complete);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    FaultServer then(Answer... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    FaultServer trial(Answer answer) {
        trial = answer;
        return this;
    }

    FaultServer models(String json) {
        return models(() -> json);
    }

    FaultServer models(Supplier<String> json) {
        models = json;
        return this;
    }

    /** What it does with every completion, trials too, where no script says otherwise. */
    FaultServer always(Answer answer) {
        always = Optional.of(answer);
        return this;
    }

    /** Another endpoint. */
    FaultServer route(String path, Answer answer) {
        server.createContext(path, exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            answer.give(this, exchange, body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body));
        });
        return this;
    }

    /** Another endpoint, that takes nothing but a POST. */
    FaultServer post(String path, Answer answer) {
        return route(path, (faulty, exchange, request) -> {
            boolean post = exchange.getRequestMethod().equals("POST");
            (post ? answer : status(405, Map.of(), "")).give(faulty, exchange, request);
        });
    }

    /** The requests for completions that were no trials. */
    List<JsonNode> requests() {
        return requests;
    }

    /** The Authorization of every request. */
    List<String> keys() {
        return keys;
    }

    void awaitHanging(int requests) throws InterruptedException {
        hanging.acquire(requests);
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (request.path("messages").path(0).path("content").asText().equals("Say hello.")) {
            always.orElse(trial).give(this, exchange, request);
            return;
        }
        requests.add(request);
        Answer next = script.poll();
        (next == null ? always.orElse(good()) : next).give(this, exchange, request);
    }

    private static void reply(HttpExchange exchange, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** As many good choices as were asked for. */
    static Answer good() {
        return (server, exchange, request) -> {
            StringBuilder choices = new StringBuilder();
            for (int i = 0; i < request.path("n").asInt(); i++) {
                choices.append(i == 0 ? "" : ",").append(choice(i, "text", "[5,6]", "-0.5", "-1.25"));
            }
            reply(exchange, 200, Map.of(), body("[" + choices + "]").getBytes(StandardCharsets.UTF_8));
        };
    }

    static Answer status(int status, Map<String, String> headers, String body) {
        return (server, exchange, request) -> reply(exchange, status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(String body) {
        return bytes(body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer bytes(byte[] body) {
        return (server, exchange, request) -> reply(exchange, 200, Map.of(), body);
    }

    /** A connection that ends before its body does. */
    static Answer cut() {
        return (server, exchange, request) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    /** No answer as long as the server lives. */
    static Answer hang() {
        return (server, exchange, request) -> {
            server.hanging.release();
            try {
                server.closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    static String body(String choices) {
        return "{\"choices\":" + choices + ",\"prompt_token_ids\":[1,2,3],\"usage\":{\"prompt_tokens\":3}}";
    }

    static String choice(int index, String text, String ids, String... logprobs) {
        StringBuilder content = new StringBuilder();
        for (String logprob : logprobs) {
            content.append(content.isEmpty() ? "" : ",").append("{\"token\":\"a\",\"logprob\":" + logprob + "}");
        }
        return "{\"index\":" + index + ",\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\""
                + text + "\"},\"token_ids\":" + ids + ",\"logprobs\":{\"content\":[" + content + "]}}";
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
