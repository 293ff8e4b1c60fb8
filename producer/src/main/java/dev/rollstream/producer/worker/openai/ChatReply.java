package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.openai.Reply.Bad;
import dev.rollstream.producer.worker.openai.Reply.Choice;
import dev.rollstream.producer.worker.openai.Reply.Good;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads replies, and believes none of them: ids and log-probabilities are as many, numbers are numbers, and the text is all that was
 * sampled. A choice that breaks this is a {@link Bad} one; a reply that is none at all is a {@link GarbledReplyException}.
 *
 * @param flavor what the server speaks
 * @param responsePrefix goes before every text
 */
record ChatReply(ServerFlavor flavor, String responsePrefix) {
    /** Within a reply, whose size is limited, a text may be as long as it likes. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** JSON of any shape. */
    static JsonNode json(byte[] body) throws GarbledReplyException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new GarbledReplyException("the server's reply is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new GarbledReplyException("the server's reply is not UTF-8: " + e.getMessage());
        }
    }

    /**
     * Reads a chat completion.
     *
     * @param maxTokens how many tokens each choice was allowed
     */
    Reply read(byte[] body, int maxTokens) throws GarbledReplyException {
        JsonNode reply = json(body);
        JsonNode choices = reply.path("choices");
        if (!choices.isArray()) {
            throw new GarbledReplyException("the server's reply has no choices");
        }
        ReplyTokens tokens = new ReplyTokens(flavor, maxTokens);
        List<Choice> read = new ArrayList<>();
        Set<Integer> positions = new HashSet<>();
        for (JsonNode choice : choices) {
            int position = choice.path("index").asInt(0);
            if (positions.add(position)) {
                read.add(choice(position, choice, reply, tokens));
            }
        }
        return new Reply(weightVersion(reply), read);
    }

    private static OptionalLong weightVersion(JsonNode reply) {
        String named = reply.path("metadata").path("weight_version").asText("");
        return named.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(named)) : OptionalLong.empty();
    }

    private Choice choice(int position, JsonNode choice, JsonNode reply, ReplyTokens tokens) {
        try {
            FinishReason finish = finish(choice.path("finish_reason").asText(""));
            String text = text(choice);
            return new Good(position, responsePrefix + text, finish, tokens.read(choice, reply));
        } catch (UnfitException e) {
            return new Bad(position, e.fault(), String.valueOf(e.getMessage()));
        }
    }

    private static FinishReason finish(String reason) throws UnfitException {
        return switch (reason) {
            case "stop", "eos_token", "stop_sequence" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "" -> throw new UnfitException(Fault.MISSING, "the server names no finish reason");
            default ->
                throw new UnfitException(Fault.ABORTED, "the server ended the completion with '" + cut(reason) + "'");
        };
    }

    private static String cut(String reason) {
        return reason.substring(0, Math.min(reason.length(), 40));
    }

    private static String text(JsonNode choice) throws UnfitException {
        JsonNode message = choice.path("message");
        if (!message.path("tool_calls").isEmpty()) {
            throw new UnfitException(
                    Fault.ALTERED, "the server took a tool call out of the text; start it without a tool parser");
        }
        String content = message.path("content").asText("");
        String thinking = message.path("reasoning").asText("")
                + message.path("reasoning_content").asText("");
        if (!thinking.isEmpty()) {
            Optional<String> whole = SplitThinking.join(thinking, content, choice.path("logprobs"));
            return whole.orElseThrow(() -> new UnfitException(
                    Fault.ALTERED,
                    "the server took the thinking out of the text, and it cannot be put back exactly; start it without a"
                            + " reasoning parser"));
        }
        if (!message.path("content").isTextual()) {
            throw new UnfitException(Fault.MISSING, "the server's choice has no text");
        }
        if (!isUnicode(content)) {
            throw new UnfitException(
                    Fault.GARBLED, "the text has half a character: a surrogate without its other half");
        }
        return content;
    }

    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
