package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a text together again whose thinking the server moved to a field of its own. A parser on a server drops the tags and trims white
 * space, so the two fields alone do not tell what was sampled; the bytes of the tokens do. Where these are not given, or do not agree
 * with the fields, nothing is certain.
 */
final class SplitThinking {
    private SplitThinking() {}

    /**
     * The text that was sampled, special tokens at its end left out.
     *
     * @param thinking what the server took out; not empty
     * @param content what it left
     * @param logprobs the choice's, with each token's bytes
     * @return empty if it is not certain
     */
    static Optional<String> join(String thinking, String content, JsonNode logprobs) {
        JsonNode tokens = logprobs.path("content");
        Optional<String> all = decode(tokens, 0);
        if (all.isEmpty() || tokens.isEmpty()) {
            return Optional.empty();
        }
        String sampled = all.get();
        Matcher parts = Pattern.compile("\\s*(?:<think>\\s*)?" + Pattern.quote(thinking) + "(?:\\s*</think>\\s*)?"
                        + Pattern.quote(content))
                .matcher(sampled);
        if (!parts.lookingAt()) {
            return Optional.empty();
        }
        String tail = sampled.substring(parts.end());
        boolean whole = tail.isEmpty() || Optional.of(tail).equals(decode(tokens, tokens.size() - 1));
        return whole ? Optional.of(parts.group()) : Optional.empty();
    }

    /**
     * The text of tokens' bytes.
     *
     * @param from the first token
     * @return empty if bytes are missing, or are no UTF-8
     */
    static Optional<String> decode(JsonNode tokens, int from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = from; i < tokens.size(); i++) {
            JsonNode part = tokens.get(i).path("bytes");
            if (!part.isArray()) {
                return Optional.empty();
            }
            part.forEach(value -> bytes.write(value.asInt()));
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
