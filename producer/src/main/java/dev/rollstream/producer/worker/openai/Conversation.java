package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.openai.Exchange.Answered;
import dev.rollstream.producer.worker.openai.Exchange.Broken;
import dev.rollstream.producer.worker.openai.FitnessCheck.NoAnswerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Asks one server questions, with all the fields of a rollout's request, and gives its replies as they are.
 *
 * @param client sends
 * @param settings how the server is spoken to
 * @param server which
 * @param model what it is asked for
 */
record Conversation(ChatClient client, OpenAiSettings settings, Server server, String model) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOP = 2;

    /**
     * A question.
     *
     * @param text the prompt
     * @param pictures PNG files that stand before it
     * @param temperature of sampling
     * @param topK of sampling; 0: off
     * @param maxTokens most tokens of the answer
     * @param seed of sampling
     * @param cacheSalt keeps the prompt apart from others in the server's prefix cache; empty: it may share
     */
    record Question(
            String text,
            List<byte[]> pictures,
            double temperature,
            int topK,
            int maxTokens,
            long seed,
            String cacheSalt) {
        /** One token, at that temperature, of a plain prompt. */
        static Question oneToken(String text, double temperature, long seed) {
            return new Question(text, List.of(), temperature, 0, 1, seed, "");
        }

        /** The same with another top-k. */
        Question withTopK(int newTopK) {
            return new Question(text, pictures, temperature, newTopK, maxTokens, seed, cacheSalt);
        }

        /** The same with so many tokens. */
        Question withMaxTokens(int newMaxTokens) {
            return new Question(text, pictures, temperature, topK, newMaxTokens, seed, cacheSalt);
        }

        /** The same with pictures. */
        Question withPictures(List<byte[]> newPictures) {
            return new Question(text, newPictures, temperature, topK, maxTokens, seed, cacheSalt);
        }

        /** The same, kept apart from others. */
        Question withCacheSalt(String newCacheSalt) {
            return new Question(text, pictures, temperature, topK, maxTokens, seed, newCacheSalt);
        }
    }

    /**
     * A reply.
     *
     * @param reply all of it
     * @param choice its first choice
     */
    record Said(JsonNode reply, JsonNode choice) {
        /** What is said of each token. */
        JsonNode tokens() {
            return choice.path("logprobs").path("content");
        }
    }

    /**
     * Asks, and once more if that broke down: a server may hang up on a connection that was idle.
     *
     * @throws NoAnswerException if no completion comes
     */
    Said ask(Question question) throws NoAnswerException, InterruptedException {
        byte[] body = body(question);
        Exchange exchange = client.completeShort(server.address(), body);
        if (exchange instanceof Broken) {
            exchange = client.completeShort(server.address(), body);
        }
        if (!(exchange instanceof Answered answered)) {
            throw new NoAnswerException(ServerTrial.why(exchange));
        }
        try {
            JsonNode reply = ChatReply.json(answered.body());
            JsonNode choice = reply.path("choices").path(0);
            if (!choice.isObject()) {
                throw new NoAnswerException("its reply has no choice");
            }
            return new Said(reply, choice);
        } catch (GarbledReplyException e) {
            throw new NoAnswerException(String.valueOf(e.getMessage()));
        }
    }

    /** The same with another model. */
    Conversation withModel(String newModel) {
        return new Conversation(client, settings, server, newModel);
    }

    private byte[] body(Question question) throws InterruptedException {
        try {
            String messages = new ChatPrompt(new Pictures(settings.picturePlaces())).messages(task(question));
            byte[] usual = new ChatRequest(messages, sampling(question), 0, 1)
                    .body(settings.dialect().flavor(), model);
            ObjectNode body = (ObjectNode) JSON.readTree(usual);
            body.put("top_logprobs", TOP);
            if (!question.cacheSalt().isEmpty()) {
                body.put("cache_salt", question.cacheSalt());
            }
            return JSON.writeValueAsBytes(body);
        } catch (UnusablePromptException | EngineUnavailableException e) {
            throw new IllegalArgumentException("the question is none", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SamplingParameters sampling(Question question) {
        return SamplingParameters.newBuilder()
                .setTemperature(question.temperature())
                .setTopP(1.0)
                .setTopK(question.topK())
                .setMinP(0.0)
                .setMaxTokens(question.maxTokens())
                .setSeed(question.seed())
                .build();
    }

    private static Task task(Question question) {
        List<Image> images = question.pictures().stream()
                .map(picture -> Image.newBuilder()
                        .setMediaType("image/png")
                        .setData(ByteBuffer.wrap(picture))
                        .build())
                .toList();
        return Task.newBuilder()
                .setGroupId("doctor/0")
                .setRunId("doctor")
                .setGroupSize(1)
                .setPrompt("<image>".repeat(images.size()) + question.text())
                .setImages(images)
                .build();
    }
}
