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
 * The parts of vLLM that weight updates touch, behaving as its sources say: adapters by name, errors and their statuses, the list of
 * models, and a prefix cache that goes by the adapter's name and not by its weights. A completion's text says which adapter sampled it,
 * and on whose cache.
 */
final class FakeVllm implements AutoCloseable {
    static final String ADAPTER = "policy";

    final FaultServer http;
    final List<String> calls = new CopyOnWriteArrayList<>();

    /** What loading a path does, once for each entry, before it works. */
    final Map<String, List<FaultServer.Answer>> faults = new HashMap<>();

    private final Map<String, String> adapters = new HashMap<>();
    private final Map<String, String> prefixCache = new HashMap<>();
    private boolean remembers;
    private final Set<String> folders = new HashSet<>();

    FakeVllm() throws IOException {
        http = new FaultServer();
        http.always((server, exchange, request) -> completion(request).give(server, exchange, request))
                .models(this::models)
                .post("/v1/load_lora_adapter", (server, exchange, request) -> load(request)
                        .give(server, exchange, request));
    }

    /** As with VLLM_SERVER_DEV_MODE=1. */
    FakeVllm inDevelopmentMode() {
        http.post("/reset_prefix_cache", (server, exchange, request) -> {
            calls.add("reset prefixes " + exchange.getRequestURI().getQuery());
            forget();
            FaultServer.status(200, Map.of(), "").give(server, exchange, request);
        });
        http.post("/reset_encoder_cache", (server, exchange, request) -> {
            calls.add("reset encoder");
            FaultServer.status(200, Map.of(), "").give(server, exchange, request);
        });
        return this;
    }

    /** A folder with an adapter in it. */
    synchronized FakeVllm with(String folder) {
        folders.add(folder);
        return this;
    }

    /** Somebody else, or a restart, changes what it has. */
    synchronized void replace(Map<String, String> others) {
        adapters.clear();
        adapters.putAll(others);
        prefixCache.clear();
    }

    private synchronized void forget() {
        if (!remembers) {
            prefixCache.clear();
        }
    }

    /** Its resets do nothing. */
    synchronized void remembers() {
        remembers = true;
    }

    private synchronized FaultServer.Answer load(JsonNode request) {
        String name = request.path("lora_name").asText("");
        String path = request.path("lora_path").asText("");
        calls.add("load " + path);
        List<FaultServer.Answer> planned = faults.getOrDefault(path, List.of());
        if (!planned.isEmpty()) {
            faults.put(path, planned.subList(1, planned.size()));
            return planned.get(0);
        }
        if (name.isEmpty() || path.isEmpty()) {
            return error(400, "Both 'lora_name' and 'lora_path' must be provided.");
        }
        if (adapters.containsKey(name) && !request.path("load_inplace").asBoolean()) {
            return error(400, "The lora adapter '" + name + "' has already been loaded.");
        }
        if (!folders.contains(path)) {
            return error(404, "No adapter found for " + path);
        }
        adapters.put(name, path);
        return FaultServer.status(200, Map.of(), "Success: LoRA adapter '" + name + "' added successfully.");
    }

    static FaultServer.Answer error(int status, String message) {
        return FaultServer.status(status, Map.of(), "{\"error\":{\"message\":\"" + message + "\"}}");
    }

    private synchronized String models() {
        StringBuilder cards = new StringBuilder("{\"id\":\"base\",\"root\":\"/models/base\"}");
        adapters.forEach((name, path) ->
                cards.append(",{\"id\":\"" + name + "\",\"root\":\"" + path + "\",\"parent\":\"base\"}"));
        return "{\"data\":[" + cards + "]}";
    }

    private synchronized FaultServer.Answer completion(JsonNode request) {
        String name = request.path("model").asText();
        String path = name.equals("base") ? "/models/base" : adapters.get(name);
        if (path == null) {
            return error(404, "The model `" + name + "` does not exist.");
        }
        String prompt = name + request.path("cache_salt").asText("") + request.path("messages");
        String cached = prefixCache.computeIfAbsent(prompt, key -> path);
        String text = "by " + path + " on " + cached;
        return FaultServer.json(
                FaultServer.body("[" + FaultServer.choice(0, text, "[5]", logprob(path, cached)) + "]"));
    }

    /** A number that goes by the weights, and less so by those that the cache was filled with. */
    private static String logprob(String path, String cached) {
        double logprob = -0.1 - 0.5 * Math.floorMod(path.hashCode(), 97) - 0.4 * Math.floorMod(cached.hashCode(), 97);
        return logprob + ",\"top_logprobs\":[{\"logprob\":" + logprob + "}]";
    }

    @Override
    public void close() {
        http.close();
    }
}
