package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An inference server with the fields of vLLM that answers a script of faults first, one a request, and then well. */
final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = "<think>Left, then right.</think>\\n\\\\boxed{A}";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Fault> script = new ArrayDeque<>();
    private final AtomicInteger completions = new AtomicInteger();

    /** What goes wrong with one request. */
    enum Fault {
        /** HTTP 429. */
        BUSY,
        /** HTTP 500. */
        BROKEN,
        /** The connection ends in the middle. */
        CUT,
        /** No JSON. */
        GARBAGE,
        /** HTTP 400, for the picture. */
        IMAGE_ERROR,
        /** No choice. */
        EMPTY,
        /** A log-probability that is none. */
        NAN,
        /** Fewer log-probabilities than ids. */
        UNEVEN,
        /** A completion of 40 MB. */
        HUGE
    }

    ScriptedServer(Fault... faults) throws IOException {
        script.addAll(Arrays.asList(faults));
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/v1/models", exchange -> reply(exchange, 200, "{\"data\":[{\"id\":\"tiny\"}]}"));
        http.createContext("/v1/chat/completions", this::complete);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** How many completions it was asked for, trials left out. */
    int completions() {
        return completions.get();
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        boolean trial = request.at("/messages/0/content").asText().equals("Say hello.");
        if (!trial) {
            completions.incrementAndGet();
        }
        Optional<Fault> fault = trial ? Optional.empty() : next();
        if (fault.isPresent()) {
            fail(exchange, fault.get());
        } else {
            reply(exchange, 200, body(choice(GOOD, "[5,6,7]", "-0.5", "-1.25", "-0.01")));
        }
    }

    private Optional<Fault> next() {
        synchronized (script) {
            return Optional.ofNullable(script.poll());
        }
    }

    private static void fail(HttpExchange exchange, Fault fault) throws IOException {
        switch (fault) {
            case BUSY -> reply(exchange, 429, "");
            case BROKEN -> reply(exchange, 500, "{\"error\":{\"message\":\"engine died\"}}");
            case CUT -> {
                exchange.sendResponseHeaders(200, 1_000);
                throw new IOException("cut");
            }
            case GARBAGE -> reply(exchange, 200, "<html>");
            case IMAGE_ERROR -> reply(exchange, 400, "{\"error\":{\"message\":\"cannot identify image file\"}}");
            case EMPTY -> reply(exchange, 200, body(""));
            case NAN -> reply(exchange, 200, body(choice(GOOD, "[5,6]", "-0.5", "NaN")));
            case UNEVEN -> reply(exchange, 200, body(choice(GOOD, "[5,6,7]", "-0.5")));
            case HUGE -> reply(exchange, 200, body(choice("x".repeat(40 << 20), "[5]", "-0.5")));
        }
    }

    private static String body(String choice) {
        return "{\"choices\":[" + choice + "],\"prompt_token_ids\":[1,2,3],\"usage\":{\"prompt_tokens\":3}}";
    }

    private static String choice(String text, String ids, String... logprobs) {
        String content = String.join(
                ",",
                Arrays.stream(logprobs)
                        .map(logprob -> "{\"token\":\"a\",\"logprob\":" + logprob + "}")
                        .toList());
        return "{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"" + text + "\"},\"token_ids\":" + ids
                + ",\"logprobs\":{\"content\":[" + content + "]}}";
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Ends at once, whatever is under way. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
