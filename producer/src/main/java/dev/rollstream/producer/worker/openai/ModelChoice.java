package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.openai.Exchange.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which of a server's models is asked for: the one that the settings name, or the only one. */
record ModelChoice(ChatClient client, OpenAiSettings settings) {
    /**
     * The model's name. An SGLang server whose weights we replace goes by the name of each new set, and takes every name for its only
     * model.
     *
     * @throws EngineUnavailableException if the server does not answer, or has no such model
     */
    String of(Server server) throws EngineUnavailableException, GarbledReplyException, InterruptedException {
        List<String> names = names(server);
        Optional<String> wanted = settings.dialect().model();
        if (isUpdated() && settings.dialect().flavor() == ServerFlavor.SGLANG) {
            return wanted.orElse("default");
        }
        if (wanted.isPresent() ? !names.contains(wanted.get()) : names.size() != 1) {
            throw new EngineUnavailableException(
                    "it serves " + names + (wanted.isPresent() ? ", not " + wanted.get() : "; name one of them"), null);
        }
        return wanted.orElseGet(() -> names.get(0));
    }

    /** The same, but the base model where an adapter that we would load is not there yet. */
    String ofNow(Server server) throws EngineUnavailableException, GarbledReplyException, InterruptedException {
        List<String> names = names(server);
        boolean missing = settings.dialect().model().filter(names::contains).isEmpty();
        return isUpdated() && missing && !names.isEmpty() ? names.get(0) : of(server);
    }

    private boolean isUpdated() {
        return settings.versions().source() == VersionSource.UPDATE;
    }

    private List<String> names(Server server)
            throws EngineUnavailableException, GarbledReplyException, InterruptedException {
        Exchange exchange = client.models(server.address());
        if (!(exchange instanceof Answered answered)) {
            throw new EngineUnavailableException(ServerTrial.why(exchange), null);
        }
        List<String> names = new ArrayList<>();
        for (JsonNode entry : ChatReply.json(answered.body()).path("data")) {
            names.add(entry.path("id").asText(""));
        }
        return names;
    }
}
