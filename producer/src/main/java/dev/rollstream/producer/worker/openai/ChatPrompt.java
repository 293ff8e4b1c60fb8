package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.Message;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.EngineUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a request: the task's conversation, then its prompt with each picture where its {@code <image>} stands. The same for
 * all members of a group, so that a server's prefix cache shares the work, and so that pictures are encoded once.
 */
final class ChatPrompt {
    private static final String PLACE = "<image>";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pictures pictures;

    ChatPrompt(Pictures pictures) {
        this.pictures = pictures;
    }

    /**
     * The messages as JSON.
     *
     * @throws UnusablePromptException if places and pictures do not fit together, or a picture is nowhere
     * @throws EngineUnavailableException if a place of pictures does not answer
     */
    String messages(Task task) throws UnusablePromptException, EngineUnavailableException, InterruptedException {
        ArrayNode messages = JSON.createArrayNode();
        for (Message message : task.getMessages()) {
            messages.add(message(message));
        }
        String prompt = task.getPrompt();
        if (prompt != null) {
            ObjectNode turn = messages.addObject().put("role", "user");
            turn.set("content", content(prompt, task.getImages()));
        } else if (!task.getImages().isEmpty()) {
            throw new UnusablePromptException("there are pictures, but no prompt that says where");
        }
        return messages.toString();
    }

    private static ObjectNode message(Message message) throws UnusablePromptException {
        if (message.getRole() == null) {
            throw new UnusablePromptException("a message of the conversation names no role");
        }
        ObjectNode json = JSON.createObjectNode().put("role", message.getRole());
        json.put("content", message.getContent());
        putIfPresent(json, "name", message.getName());
        putIfPresent(json, "tool_call_id", message.getToolCallId());
        if (message.getToolCalls() != null) {
            json.set("tool_calls", toolCalls(message.getToolCalls()));
        }
        return json;
    }

    private static void putIfPresent(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private static JsonNode toolCalls(String text) throws UnusablePromptException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnusablePromptException("the tool calls of a message are no JSON: " + e.getOriginalMessage());
        }
    }

    private JsonNode content(String prompt, List<Image> images)
            throws UnusablePromptException, EngineUnavailableException, InterruptedException {
        String[] texts = prompt.split(PLACE, -1);
        if (texts.length - 1 != images.size()) {
            throw new UnusablePromptException(
                    "the prompt has " + (texts.length - 1) + " places for " + images.size() + " pictures");
        }
        if (images.isEmpty()) {
            return JSON.getNodeFactory().textNode(prompt);
        }
        ArrayNode parts = JSON.createArrayNode();
        for (int i = 0; i < texts.length; i++) {
            if (!texts[i].isEmpty()) {
                parts.addObject().put("type", "text").put("text", texts[i]);
            }
            if (i < images.size()) {
                ObjectNode part = parts.addObject().put("type", "image_url");
                part.putObject("image_url").put("url", pictures.url(images.get(i)));
            }
        }
        return parts;
    }
}
