package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * SGLang: generation is paused, the model's weights are replaced by those of a folder, generation goes on. Completions under way are put
 * back into the queue (mode {@code retract}), since otherwise the cache could not be emptied, and go on from where they were with the new
 * weights. A server that was paused is told to go on whatever happened in between.
 *
 * @param patience how long loading may take
 */
record SglangWeights(ServerControl control, Duration patience) implements WeightProtocol {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void load(Server server, Weights weights) throws UpdateFailedException, InterruptedException {
        boolean loaded = false;
        try {
            control.post(
                    server.beside("/pause_generation"), JSON.createObjectNode().put("mode", "retract"), patience);
            replace(server, weights);
            loaded = true;
        } finally {
            goOn(server, loaded);
        }
    }

    private void replace(Server server, Weights weights) throws UpdateFailedException, InterruptedException {
        ObjectNode request = JSON.createObjectNode()
                .put("model_path", weights.place())
                .put("weight_version", Long.toString(weights.version()))
                .put("flush_cache", true);
        JsonNode answer = control.post(server.beside("/update_weights_from_disk"), request, patience);
        if (!answer.path("success").asBoolean(true)) {
            throw new UpdateFailedException(
                    "it did not take them: " + answer.path("message").asText("no reason given"));
        }
    }

    private void goOn(Server server, boolean loaded) throws UpdateFailedException, InterruptedException {
        try {
            control.post(server.beside("/continue_generation"), JSON.createObjectNode(), patience);
        } catch (UpdateFailedException e) {
            throw UpdateFailedException.stuck("it is paused and does not go on"
                    + (loaded ? "" : " after a failed update") + ": " + e.getMessage());
        }
    }

    @Override
    public boolean has(Server server, Weights weights) throws UpdateFailedException, InterruptedException {
        Optional<JsonNode> info = control.tryGet(server.beside("/model_info"));
        if (info.isEmpty()) {
            info = control.tryGet(server.beside("/get_model_info"));
        }
        OptionalLong said = info.map(ServerControl::weightVersion).orElse(OptionalLong.empty());
        return said.isPresent() && said.getAsLong() == weights.version();
    }
}
