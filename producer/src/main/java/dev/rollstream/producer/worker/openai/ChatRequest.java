package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.rollstream.avro.SamplingParameters;
import java.nio.charset.StandardCharsets;

/**
 * One request for one or more members of a group.
 *
 * @param messages the conversation, as JSON
 * @param sampling how members are sampled; complete
 * @param first the first member that it asks for
 * @param count how many members
 */
record ChatRequest(String messages, SamplingParameters sampling, int first, int count) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** The body, in UTF-8. */
    byte[] body(ServerFlavor flavor, String model) {
        ObjectNode body = JSON.createObjectNode().put("model", model);
        body.putRawValue("messages", new RawValue(messages));
        body.put("stream", false).put("n", count).put("logprobs", true);
        body.put("max_tokens", sampling.getMaxTokens());
        body.put("temperature", sampling.getTemperature()).put("top_p", sampling.getTopP());
        body.put("frequency_penalty", 0.0).put("presence_penalty", 0.0);
        if (sampling.getSeed() != null) {
            body.put("seed", memberSeed(sampling.getSeed(), first));
        }
        if (!sampling.getStop().isEmpty()) {
            sampling.getStop().forEach(body.putArray("stop")::add);
        }
        flavor.extend(body, sampling);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The seed of one member: splitmix64 of the group's seed, stepped once a member, cut to 31 bits, which every server takes.
     */
    static long memberSeed(long groupSeed, int index) {
        long z = groupSeed + GOLDEN * (index + 1L);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) >>> 33;
    }
}
