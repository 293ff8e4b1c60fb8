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
import dev.rollstream.producer.worker.MemberResult.Tokens;
import dev.rollstream.producer.worker.openai.Reply.Bad;
import dev.rollstream.producer.worker.openai.Reply.Choice;
import dev.rollstream.producer.worker.openai.Reply.Good;
import java.io.IOException;
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

    private static final int UNKNOWN_LENGTH = -1;

    /** What vLLM says for one that it does not have; llama.cpp says less. */
    private static final double MISSING = -9_999.0;

    /** A probability of a little more than 1 is a rounding error. */
    private static final double ROUNDING = 1e-3;

    /** A choice is not fit to be learned from. */
    private static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1;

        UnfitException(String message) {
            super(message);
        }
    }

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

    /** Reads a chat completion. */
    Reply read(byte[] body) throws GarbledReplyException {
        JsonNode reply = json(body);
        JsonNode choices = reply.path("choices");
        if (!choices.isArray()) {
            throw new GarbledReplyException("the server's reply has no choices");
        }
        List<Choice> read = new ArrayList<>();
        Set<Integer> positions = new HashSet<>();
        for (JsonNode choice : choices) {
            int position = choice.path("index").asInt(0);
            if (positions.add(position)) {
                read.add(choice(position, choice, reply));
            }
        }
        return new Reply(weightVersion(reply), read);
    }

    private static OptionalLong weightVersion(JsonNode reply) {
        String named = reply.path("metadata").path("weight_version").asText("");
        return named.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(named)) : OptionalLong.empty();
    }

    private Choice choice(int position, JsonNode choice, JsonNode reply) {
        try {
            FinishReason finish = finish(choice.path("finish_reason").asText(""));
            String text = text(choice);
            return new Good(position, responsePrefix + text, finish, tokens(choice, reply));
        } catch (UnfitException e) {
            return new Bad(position, String.valueOf(e.getMessage()));
        }
    }

    private static FinishReason finish(String reason) throws UnfitException {
        return switch (reason) {
            case "stop", "eos_token", "stop_sequence" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "" -> throw new UnfitException("the server names no finish reason");
            default -> throw new UnfitException("the server ended the completion with '" + cut(reason) + "'");
        };
    }

    private static String cut(String reason) {
        return reason.substring(0, Math.min(reason.length(), 40));
    }

    private static String text(JsonNode choice) throws UnfitException {
        JsonNode message = choice.path("message");
        if (!message.path("tool_calls").isEmpty()) {
            throw new UnfitException("the server took a tool call out of the text; start it without a tool parser");
        }
        String content = message.path("content").asText("");
        String thinking = message.path("reasoning").asText("")
                + message.path("reasoning_content").asText("");
        if (!thinking.isEmpty()) {
            Optional<String> whole = SplitThinking.join(thinking, content, choice.path("logprobs"));
            return whole.orElseThrow(() -> new UnfitException(
                    "the server took the thinking out of the text, and it cannot be put back exactly; start it without a"
                            + " reasoning parser"));
        }
        if (!message.path("content").isTextual()) {
            throw new UnfitException("the server's choice has no text");
        }
        return content;
    }

    private static int promptLength(JsonNode choice, JsonNode reply) {
        JsonNode ids =
                choice.has("prompt_token_ids") ? choice.path("prompt_token_ids") : reply.path("prompt_token_ids");
        return ids.isArray() && !ids.isEmpty()
                ? ids.size()
                : reply.path("usage").path("prompt_tokens").asInt(UNKNOWN_LENGTH);
    }

    private List<Tokens> tokens(JsonNode choice, JsonNode reply) throws UnfitException {
        JsonNode content = choice.path("logprobs").path("content");
        JsonNode list = choice.path("token_ids");
        int[] ids = list.isArray() ? ids(list, "") : idsBeside(content, reply);
        if (ids.length == 0) {
            if (flavor.givesTokens()) {
                throw new UnfitException("the server gave no token ids; it is too old, or not the " + flavor.label()
                        + " that it was said to be");
            }
            return List.of();
        }
        float[] logprobs = logprobs(content);
        if (logprobs.length != ids.length && (logprobs.length > 0 || flavor.givesTokens())) {
            throw new UnfitException(
                    "the server gave " + ids.length + " token ids and " + logprobs.length + " log-probabilities");
        }
        return List.of(new Tokens(promptLength(choice, reply), ids, logprobs));
    }

    /** Ids that stand beside log-probabilities, if these are as many as the tokens: llama.cpp puts the bytes of a character into one. */
    private static int[] idsBeside(JsonNode content, JsonNode reply) throws UnfitException {
        boolean alone = reply.path("choices").size() == 1;
        int sampled = reply.path("usage").path("completion_tokens").asInt(UNKNOWN_LENGTH);
        boolean each = content.path(0).has("id") && alone && content.size() == sampled;
        return each ? ids(content, "/id") : new int[0];
    }

    private static int[] ids(JsonNode list, String place) throws UnfitException {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i).at(place);
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                throw new UnfitException("token id " + i + " of the server is no token id");
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    private static float[] logprobs(JsonNode content) throws UnfitException {
        float[] logprobs = new float[content.size()];
        for (int i = 0; i < logprobs.length; i++) {
            JsonNode number = content.get(i).path("logprob");
            double logprob = number.isNumber() ? number.doubleValue() : Double.NaN;
            if (!(logprob > MISSING && logprob <= ROUNDING)) {
                throw new UnfitException("log-probability " + i + " of the server is "
                        + (number.isNumber() ? number.asText() : "no number"));
            }
            logprobs[i] = (float) logprob;
        }
        return logprobs;
    }
}
