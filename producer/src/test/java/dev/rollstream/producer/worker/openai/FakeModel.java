package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.rollstream.avro.LogprobKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A model of a few hundred tokens whose logits are made up from the prompt, behind a server that does wrong what a test wants. */
final class FakeModel implements FaultServer.Answer {
    private static final int TOKENS = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    LogprobKind kind = LogprobKind.RAW;
    int leakedTopK;
    double leastTemperature;
    int leastTokens;
    boolean givesIds = true;
    boolean givesBytes = true;
    boolean trims;
    String thinking = "";
    boolean callsTools;
    boolean seesPictures = true;
    boolean refusesPictures;
    String weightVersion = "";

    @Override
    public void give(FaultServer server, HttpExchange exchange, JsonNode request) throws IOException {
        int pictures = request.findValues("image_url").size();
        if (pictures > 0 && refusesPictures) {
            FaultServer.status(400, Map.of(), "{\"error\":{\"message\":\"no image inputs\"}}")
                    .give(server, exchange, request);
            return;
        }
        ObjectNode reply = JSON.createObjectNode();
        int prompt = 12 + (seesPictures ? 30 * pictures : 0);
        reply.putObject("usage").put("prompt_tokens", prompt);
        reply.putObject("metadata").put("weight_version", weightVersion);
        ObjectNode choice =
                reply.putArray("choices").addObject().put("index", 0).put("finish_reason", "length");
        if (givesIds) {
            IntStream.range(0, prompt).forEach(choice.putArray("prompt_token_ids")::add);
        }
        complete(request, choice);
        FaultServer.json(reply.toString()).give(server, exchange, request);
    }

    private void complete(JsonNode request, ObjectNode choice) {
        Random dice = new Random(request.path("seed").asLong());
        StringBuilder text = new StringBuilder();
        ArrayNode ids = JSON.createArrayNode();
        ArrayNode tokens = choice.putObject("logprobs").putArray("content");
        int count = Math.max(leastTokens, Math.min(5, request.path("max_tokens").asInt()));
        for (int i = 0; i < count; i++) {
            double[] sampled = tempered(request, i);
            int id = draw(sampled, dice);
            String word = " t" + id;
            text.append(word);
            ids.add(id);
            describe(tokens.addObject().put("token", word), word, shown(request, i, sampled), id);
        }
        if (givesIds) {
            choice.set("token_ids", ids);
        }
        ObjectNode message = choice.putObject("message")
                .put("content", trims ? text.toString().strip() : text.toString());
        message.put("reasoning", thinking);
        if (callsTools) {
            message.putArray("tool_calls").addObject();
        }
    }

    private void describe(ObjectNode token, String word, double[] logprobs, int id) {
        token.put("logprob", logprobs[id]);
        if (givesBytes) {
            ArrayNode bytes = token.putArray("bytes");
            for (byte one : word.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(one);
            }
        }
        double[] sorted = logprobs.clone();
        Arrays.sort(sorted);
        ArrayNode top = token.putArray("top_logprobs");
        top.addObject().put("logprob", sorted[TOKENS - 1]);
        top.addObject().put("logprob", sorted[TOKENS - 2]);
    }

    private double[] shown(JsonNode request, int position, double[] sampled) {
        return switch (kind) {
            case RAW -> logprobs(request, position, 1, 0);
            case TEMPERED -> logprobs(request, position, temperature(request), 0);
            default -> sampled;
        };
    }

    private double[] tempered(JsonNode request, int position) {
        int asked = Math.max(0, request.path("top_k").asInt());
        int topK = asked > 0 && leakedTopK > 0 ? Math.min(asked, leakedTopK) : Math.max(asked, leakedTopK);
        return logprobs(request, position, temperature(request), topK);
    }

    private double temperature(JsonNode request) {
        return Math.max(
                1e-6, Math.max(leastTemperature, request.path("temperature").asDouble()));
    }

    private static double[] logprobs(JsonNode request, int position, double temperature, int topK) {
        Random logits = new Random(request.path("messages").hashCode() * 31L + position);
        double[] scaled = new double[TOKENS];
        Arrays.setAll(scaled, i -> 2 * logits.nextGaussian() / temperature);
        double[] sorted = scaled.clone();
        Arrays.sort(sorted);
        double least = topK > 0 ? sorted[TOKENS - topK] : Double.NEGATIVE_INFINITY;
        double most = sorted[TOKENS - 1];
        double sum = Arrays.stream(scaled)
                .filter(logit -> logit >= least)
                .map(logit -> Math.exp(logit - most))
                .sum();
        return Arrays.stream(scaled)
                .map(logit -> logit >= least ? logit - most - Math.log(sum) : -1e4)
                .toArray();
    }

    private static int draw(double[] logprobs, Random dice) {
        double left = dice.nextDouble();
        for (int i = 0; i < TOKENS; i++) {
            left -= Math.exp(logprobs[i]);
            if (left <= 0) {
                return i;
            }
        }
        return TOKENS - 1;
    }
}
