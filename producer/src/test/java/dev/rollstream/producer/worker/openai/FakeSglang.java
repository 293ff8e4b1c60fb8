package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The parts of SGLang that weight updates touch, behaving as its sources say: a pause that holds completions up, an update that names a
 * version and answers 400 with a reason when it fails, and a version in every reply, that of its end.
 */
final class FakeSglang implements AutoCloseable {
    final FaultServer http;
    final List<String> calls = new CopyOnWriteArrayList<>();

    /** What an update from a path does, once for each entry, before it works. */
    final Map<String, List<FaultServer.Answer>> faults = new HashMap<>();

    private final Set<String> folders = new HashSet<>();
    private String path = "/models/base";
    private String version = "default";
    private boolean paused;
    private int running;
    private int toHold;

    FakeSglang() throws IOException {
        http = new FaultServer();
        http.always(this::complete)
                .models(() -> "{\"data\":[{\"id\":\"" + path() + "\"}]}")
                .route("/model_info", (server, exchange, request) -> FaultServer.json(
                                "{\"model_path\":\"" + path() + "\",\"weight_version\":\"" + version() + "\"}")
                        .give(server, exchange, request))
                .post("/pause_generation", (server, exchange, request) -> {
                    pause(request.path("mode").asText("abort"), true);
                    FaultServer.status(200, Map.of(), "{\"status\":\"ok\"}").give(server, exchange, request);
                })
                .post("/continue_generation", (server, exchange, request) -> {
                    pause("", false);
                    FaultServer.status(200, Map.of(), "{\"status\":\"ok\"}").give(server, exchange, request);
                })
                .post("/update_weights_from_disk", (server, exchange, request) -> update(request)
                        .give(server, exchange, request));
    }

    /** A folder with a model in it. */
    synchronized FakeSglang with(String folder) {
        folders.add(folder);
        return this;
    }

    /** It is started anew, or its trainer pushes weights. */
    synchronized void become(String newPath, String newVersion) {
        path = newPath;
        version = newVersion;
    }

    /** The next completions stay in the middle until the server was paused and goes on. */
    synchronized void hold(int completions) {
        toHold = completions;
    }

    synchronized void awaitRunning(int completions) throws InterruptedException {
        while (running < completions) {
            wait();
        }
    }

    private synchronized String path() {
        return path;
    }

    private synchronized String version() {
        return version;
    }

    private synchronized void pause(String mode, boolean now) {
        calls.add(now ? "pause " + mode : "continue");
        paused = now;
        if (!now) {
            toHold = 0;
        }
        notifyAll();
    }

    private synchronized FaultServer.Answer update(JsonNode request) {
        String wanted = request.path("model_path").asText();
        calls.add("update " + wanted + " as " + request.path("weight_version").asText() + ", flush "
                + request.path("flush_cache").asBoolean());
        List<FaultServer.Answer> planned = faults.getOrDefault(wanted, List.of());
        if (!planned.isEmpty()) {
            faults.put(wanted, planned.subList(1, planned.size()));
            return planned.get(0);
        }
        if (!folders.contains(wanted)) {
            return FaultServer.status(
                    400,
                    Map.of(),
                    "{\"success\":false,\"message\":\"Failed to get weights iterator: " + wanted + "\"}");
        }
        path = wanted;
        version = request.path("weight_version").asText(version);
        return FaultServer.json("{\"success\":true,\"message\":\"Succeeded\",\"num_paused_requests\":0}");
    }

    private void complete(FaultServer server, com.sun.net.httpserver.HttpExchange exchange, JsonNode request)
            throws IOException {
        String body;
        synchronized (this) {
            boolean held = toHold > 0;
            running++;
            notifyAll();
            try {
                while (paused || (held && toHold > 0)) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running--;
            body = FaultServer.body("[" + FaultServer.choice(0, "by " + path, "[5,6]", "-0.5", "-1.25") + "]");
            body = body.substring(0, body.length() - 1) + ",\"metadata\":{\"weight_version\":\"" + version + "\"}}";
        }
        FaultServer.json(body).give(server, exchange, request);
    }

    @Override
    public void close() {
        http.close();
    }
}
