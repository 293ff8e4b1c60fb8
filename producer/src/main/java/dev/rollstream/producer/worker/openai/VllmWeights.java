package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * vLLM: weights are a LoRA adapter, loaded again under the same name. Its prefix cache goes by the adapter's name, so that what was
 * computed with the old weights would be taken for the new ones': it is emptied, and completions under way are computed again. That
 * endpoint is there only with {@code VLLM_SERVER_DEV_MODE=1}, which is asked first, while nothing has changed yet.
 *
 * @param adapter the name that completions are asked for
 * @param patience how long loading may take
 */
record VllmWeights(ServerControl control, String adapter, Duration patience) implements WeightProtocol {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void load(Server server, Weights weights) throws UpdateFailedException, InterruptedException {
        forget(server);
        ObjectNode request = JSON.createObjectNode()
                .put("lora_name", adapter)
                .put("lora_path", weights.place())
                .put("load_inplace", true);
        control.post(server.below("/load_lora_adapter"), request, patience);
        forget(server);
    }

    private void forget(Server server) throws UpdateFailedException, InterruptedException {
        URI prefixes = server.beside("/reset_prefix_cache?reset_running_requests=true");
        ObjectNode nothing = JSON.createObjectNode();
        if (control.tryPost(prefixes, nothing, patience).isEmpty()) {
            throw new UpdateFailedException(
                    "it has no /reset_prefix_cache, without which old and new weights would mix; start it with"
                            + " VLLM_SERVER_DEV_MODE=1");
        }
        control.tryPost(server.beside("/reset_encoder_cache"), nothing, patience);
    }

    /** Where an adapter was loaded from stands in the list of models. What a trainer pushed has a version only if the trainer said so. */
    @Override
    public boolean has(Server server, Weights weights) throws UpdateFailedException, InterruptedException {
        if (weights.place().isEmpty()) {
            OptionalLong said = control.tryGet(server.beside("/weight_info"))
                    .map(ServerControl::weightVersion)
                    .orElse(OptionalLong.empty());
            return said.isEmpty() || said.getAsLong() == weights.version();
        }
        Optional<JsonNode> models = control.tryGet(server.below("/models"));
        if (models.isPresent()) {
            for (JsonNode model : models.get().path("data")) {
                if (model.path("id").asText().equals(adapter)) {
                    return model.path("root").asText().equals(weights.place());
                }
            }
        }
        return false;
    }
}
