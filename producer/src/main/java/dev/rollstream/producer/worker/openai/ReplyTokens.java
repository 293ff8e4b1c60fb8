package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.MemberResult.Prompt;
import dev.rollstream.producer.worker.MemberResult.Sampled;
import dev.rollstream.producer.worker.MemberResult.Tokens;

/**
 * Reads the numbers behind a completion: ids of the prompt and of what was sampled, log-probabilities, counts. They must be numbers of
 * their kind, as many as one another, and no more than were asked for. Where a server gives no ids, its own count is all that is known.
 *
 * @param flavor what the server speaks
 * @param maxTokens how many tokens it was allowed
 */
record ReplyTokens(ServerFlavor flavor, int maxTokens) {
    /** What vLLM says for one that it does not have; llama.cpp says less. */
    private static final double MISSING = -9_999.0;

    /** A probability of a little more than 1 is a rounding error. */
    private static final double ROUNDING = 1e-3;

    /**
     * The tokens of one choice.
     *
     * @throws UnfitException if the numbers are not what they should be
     */
    Sampled read(JsonNode choice, JsonNode reply) throws UnfitException {
        JsonNode content = choice.path("logprobs").path("content");
        JsonNode list = choice.path("token_ids");
        boolean apart = list.isArray() && !list.isEmpty();
        if (!apart && !standBeside(content, reply)) {
            return withoutIds(reply);
        }
        int[] ids = apart ? ids(list, "", "token id") : ids(content, "/id", "token id");
        requireAllowed(ids.length);
        float[] logprobs = logprobs(content);
        if (logprobs.length != ids.length && (logprobs.length > 0 || flavor.givesTokens())) {
            throw new UnfitException(
                    Fault.NUMBERS,
                    "the server gave " + ids.length + " token ids and " + logprobs.length + " log-probabilities");
        }
        return Sampled.of(new Tokens(prompt(choice, reply), ids, logprobs));
    }

    /** Ids stand beside log-probabilities, if these are as many as the tokens: llama.cpp puts the bytes of a character into one. */
    private static boolean standBeside(JsonNode content, JsonNode reply) {
        JsonNode sampled = reply.path("usage").path("completion_tokens");
        return content.path(0).has("id")
                && isAlone(reply)
                && sampled.canConvertToInt()
                && sampled.intValue() == content.size();
    }

    private static boolean isAlone(JsonNode reply) {
        return reply.path("choices").size() == 1;
    }

    private Sampled withoutIds(JsonNode reply) throws UnfitException {
        if (flavor.givesTokens()) {
            throw new UnfitException(
                    Fault.NUMBERS,
                    "the server gave no token ids; it is too old, or not the " + flavor.label()
                            + " that it was said to be");
        }
        JsonNode sampled = reply.path("usage").path("completion_tokens");
        if (sampled.isMissingNode() || sampled.isNull() || !isAlone(reply)) {
            return Sampled.textOnly();
        }
        int tokens = count(sampled, "completion");
        requireAllowed(tokens);
        return Sampled.counted(tokens);
    }

    private void requireAllowed(int tokens) throws UnfitException {
        if (tokens > maxTokens) {
            throw new UnfitException(
                    Fault.NUMBERS, "the server sampled " + tokens + " tokens, and was allowed " + maxTokens);
        }
    }

    private static Prompt prompt(JsonNode choice, JsonNode reply) throws UnfitException {
        JsonNode ids = choice.hasNonNull("prompt_token_ids")
                ? choice.path("prompt_token_ids")
                : reply.path("prompt_token_ids");
        if (ids.isArray() && !ids.isEmpty()) {
            return Prompt.ofIds(ids(ids, "", "prompt token id"));
        }
        JsonNode length = reply.path("usage").path("prompt_tokens");
        return length.isMissingNode() || length.isNull() ? Prompt.unknown() : Prompt.ofLength(count(length, "prompt"));
    }

    private static int count(JsonNode number, String what) throws UnfitException {
        if (!number.isIntegralNumber() || !number.canConvertToInt() || number.intValue() < 0) {
            throw new UnfitException(
                    Fault.NUMBERS, "the server's count of " + what + " tokens is " + cut(number.toString()));
        }
        return number.intValue();
    }

    private static String cut(String number) {
        return number.substring(0, Math.min(number.length(), 40));
    }

    private static int[] ids(JsonNode list, String place, String what) throws UnfitException {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i).at(place);
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                throw new UnfitException(Fault.NUMBERS, what + " " + i + " of the server is no token id");
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
                throw new UnfitException(
                        Fault.NUMBERS,
                        "log-probability " + i + " of the server is "
                                + (number.isNumber() ? cut(number.asText()) : "no number"));
            }
            logprobs[i] = (float) logprob;
        }
        return logprobs;
    }
}
