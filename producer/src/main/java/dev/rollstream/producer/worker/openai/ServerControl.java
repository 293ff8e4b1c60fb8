package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.producer.worker.openai.Exchange.Answered;
import dev.rollstream.producer.worker.openai.Exchange.Misfit;
import dev.rollstream.producer.worker.openai.WeightProtocol.UpdateFailedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Speaks to the endpoints of a server that are not OpenAI's. */
record ServerControl(ChatClient client) {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Has something done.
     *
     * @return what was answered; missing if that is no JSON
     * @throws UpdateFailedException if it was not done, or that is not known
     */
    JsonNode post(URI place, ObjectNode request, Duration patience) throws UpdateFailedException, InterruptedException {
        Exchange exchange = send(place, request, patience);
        if (isNotThere(exchange)) {
            throw new UpdateFailedException(place.getPath() + ": " + ServerTrial.why(exchange)
                    + "; does the server see the folder, and is it started so that it takes weights?");
        }
        return read(place, exchange);
    }

    private Exchange send(URI place, ObjectNode request, Duration patience) throws InterruptedException {
        return client.post(place, request.toString().getBytes(StandardCharsets.UTF_8), patience);
    }

    private static boolean isNotThere(Exchange exchange) {
        return exchange instanceof Misfit misfit && (misfit.status() == 404 || misfit.status() == 405);
    }

    /** The same, but empty if there is no such endpoint. */
    Optional<JsonNode> tryPost(URI place, ObjectNode request, Duration patience)
            throws UpdateFailedException, InterruptedException {
        Exchange exchange = send(place, request, patience);
        return isNotThere(exchange) ? Optional.empty() : Optional.of(read(place, exchange));
    }

    /** What an endpoint says; empty if there is none. */
    Optional<JsonNode> tryGet(URI place) throws UpdateFailedException, InterruptedException {
        Exchange exchange = client.get(place, ANSWER_TIMEOUT);
        return isNotThere(exchange) ? Optional.empty() : Optional.of(read(place, exchange));
    }

    private static JsonNode read(URI place, Exchange exchange) throws UpdateFailedException {
        if (!(exchange instanceof Answered answered)) {
            throw new UpdateFailedException(place.getPath() + ": " + ServerTrial.why(exchange));
        }
        try {
            return ChatReply.json(answered.body());
        } catch (GarbledReplyException e) {
            return MissingNode.getInstance();
        }
    }

    /** The weight version in an answer; empty: none that is a number. */
    static OptionalLong weightVersion(JsonNode answer) {
        String named = answer.path("weight_version").asText("");
        return named.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(named)) : OptionalLong.empty();
    }
}
