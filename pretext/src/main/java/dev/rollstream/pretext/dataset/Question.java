package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.pretext.PromptFormat;
import dev.rollstream.pretext.Turn;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a row asks: a text, or a conversation whose last message is the user's. A message's content may be a text, or a list of
 * parts as chat servers take them, of which texts and places of pictures count.
 *
 * @param before the messages before the last
 * @param text the last message, or all there is
 */
record Question(List<Turn> before, String text) {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_TURNS = 256;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    Question {
        before = List.copyOf(before);
    }

    /**
     * Reads a prompt, and adds what is to be added to it.
     *
     * @throws RejectedFileException if nothing is asked, or too much
     */
    static Question of(@Nullable JsonNode prompt, RowLayout.Asking asking) throws RejectedFileException {
        if (prompt == null || !(prompt.isTextual() || prompt.isBinary() || prompt.isArray())) {
            throw incomplete("no question");
        }
        Question question = prompt.isArray()
                ? conversation(prompt, asking.conversations())
                : new Question(List.of(), asking.texts().addedTo(asked(RowReader.text(prompt))));
        long characters = question.text.length();
        for (Turn turn : question.before) {
            characters += turn.content().length();
        }
        if (characters > MAX_CHARACTERS) {
            throw new RejectedFileException(
                    SkipReason.ROW_TOO_LARGE,
                    "the question has " + characters + " characters, allowed are " + MAX_CHARACTERS);
        }
        return question;
    }

    private static Question conversation(JsonNode messages, Instruction instruction) throws RejectedFileException {
        if (messages.isEmpty() || messages.size() > MAX_TURNS) {
            throw incomplete("a conversation of " + messages.size() + " messages; it must have 1 to " + MAX_TURNS);
        }
        List<Turn> turns = new ArrayList<>();
        for (JsonNode message : messages) {
            turns.add(turn(message));
        }
        Turn last = turns.remove(turns.size() - 1);
        if (!last.role().equals("user")) {
            throw incomplete("the last message is not the user's");
        }
        if (turns.stream().anyMatch(turn -> PromptFormat.pictures(turn.content()) > 0)) {
            throw new RejectedFileException(SkipReason.PICTURE_COUNT, "a message before the last has a picture");
        }
        return new Question(turns, instruction.addedTo(asked(last.content())));
    }

    private static Turn turn(JsonNode message) throws RejectedFileException {
        String role = RowReader.text(message.path("role"));
        if (role == null || !ROLES.contains(role)) {
            throw incomplete("a message whose role is none of system, user, assistant");
        }
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            String text = RowReader.text(content);
            if (text == null) {
                throw incomplete("a message without content");
            }
            return new Turn(role, text);
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            boolean picture = String.valueOf(RowReader.text(part.path("type"))).startsWith("image");
            String words = RowReader.text(part.path("text"));
            text.append(picture ? PromptFormat.IMAGE : words == null ? "" : words);
        }
        return new Turn(role, text.toString());
    }

    private static String asked(@Nullable String text) throws RejectedFileException {
        if (text == null || text.isBlank()) {
            throw incomplete("an empty question");
        }
        return text;
    }

    private static RejectedFileException incomplete(String detail) {
        return new RejectedFileException(SkipReason.ROW_INCOMPLETE, detail);
    }

    /** The question with places for its pictures: where it has none at all, they come first. */
    Question placing(int pictures) throws RejectedFileException {
        int places = PromptFormat.pictures(text);
        if (places == 0 && pictures > 0) {
            return new Question(before, PromptFormat.IMAGE.repeat(pictures) + text);
        }
        if (places != pictures) {
            throw new RejectedFileException(
                    SkipReason.PICTURE_COUNT, "the question has " + places + " places for " + pictures + " pictures");
        }
        return this;
    }
}
