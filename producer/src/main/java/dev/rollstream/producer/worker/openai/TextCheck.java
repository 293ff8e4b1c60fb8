package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.producer.worker.openai.Conversation.Question;
import dev.rollstream.producer.worker.openai.Conversation.Said;
import java.util.Optional;

/**
 * Whether the text is what was sampled: no thinking and no tool call was taken out of it, and it begins as the tokens' own bytes do.
 * Only special tokens may be missing, at its end.
 */
final class TextCheck implements FitnessCheck {
    private static final String PROMPT =
            "Think step by step between <think> and </think>, then give the answer: how much is 2 + 3?";
    private static final int MAX_TOKENS = 96;

    /** What stands for bytes that are no text by themselves. */
    private static final String REPLACEMENT = "\uFFFD";

    @Override
    public String name() {
        return "text as sampled";
    }

    @Override
    public ServerCheck run(Conversation server) throws NoAnswerException, InterruptedException {
        Said said = server.ask(Question.oneToken(PROMPT, 1, 1).withMaxTokens(MAX_TOKENS));
        JsonNode message = said.choice().path("message");
        String thinking = message.path("reasoning").asText("")
                + message.path("reasoning_content").asText("");
        if (!thinking.isEmpty()) {
            return ServerCheck.failed(
                    name(), "the thinking was taken out of it", "start the server without a reasoning parser");
        }
        if (!message.path("tool_calls").isEmpty()) {
            return ServerCheck.failed(
                    name(), "a tool call was taken out of it", "start the server without a tool parser");
        }
        String text = message.path("content").asText("");
        Optional<String> sampled = SplitThinking.decode(said.tokens(), 0).filter(all -> !all.contains(REPLACEMENT));
        if (sampled.isEmpty() || sampled.get().isEmpty()) {
            return ServerCheck.note(name(), "nothing was taken out of it; its tokens' bytes are not given to compare");
        }
        return compare(text, sampled.get());
    }

    private ServerCheck compare(String text, String sampled) {
        if (sampled.startsWith(text)) {
            return ServerCheck.ok(name(), text.length() + " characters, as the tokens' bytes");
        }
        if (sampled.strip().startsWith(text)) {
            return ServerCheck.failed(
                    name(),
                    "white space was trimmed from it",
                    "start the server without a reasoning parser; a verifier would see another text than was sampled");
        }
        return ServerCheck.note(
                name(), "it differs from the tokens' bytes: are special tokens left out in its middle?");
    }
}
