package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.openai.Exchange.Answered;
import dev.rollstream.producer.worker.openai.Exchange.Broken;
import dev.rollstream.producer.worker.openai.Exchange.Busy;
import dev.rollstream.producer.worker.openai.Exchange.Garbled;
import dev.rollstream.producer.worker.openai.Exchange.Misfit;
import dev.rollstream.producer.worker.openai.Exchange.Rejected;
import java.util.Optional;

/**
 * Whether a server is fit for rollouts: it serves the model, and a short completion, asked for with all the fields of a real one, comes
 * back with everything that a rollout needs. A server that takes thinking out of the text beyond repair does not pass.
 */
final class ServerTrial implements ServerPool.Trial {
    private static final String MESSAGES = "[{\"role\":\"user\",\"content\":\"Say hello.\"}]";
    private static final SamplingParameters SAMPLING = SamplingParameters.newBuilder()
            .setTemperature(1.0)
            .setTopP(1.0)
            .setTopK(0)
            .setMinP(0.0)
            .setMaxTokens(16)
            .setSeed(0L)
            .build();

    private final ChatClient client;
    private final ChatReply replies;
    private final OpenAiSettings settings;
    private final Optional<WeightKeeper> keeper;

    /**
     * A trial.
     *
     * @param keeper brings the servers' weights; empty: that is not for us to do
     */
    ServerTrial(ChatClient client, ChatReply replies, OpenAiSettings settings, Optional<WeightKeeper> keeper) {
        this.keeper = keeper;
        this.client = client;
        this.replies = replies;
        this.settings = settings;
    }

    @Override
    public void hold(Server server) throws EngineUnavailableException, InterruptedException {
        try {
            if (keeper.isPresent()) {
                keeper.get().require(server);
            }
            String model = new ModelChoice(client, settings).of(server);
            byte[] body = new ChatRequest(MESSAGES, SAMPLING, 0, 1)
                    .body(settings.dialect().flavor(), model);
            Reply reply = replies.read(answer(client.completeShort(server.address(), body)), SAMPLING.getMaxTokens());
            requireGood(reply);
            if (keeper.isEmpty()) {
                server.named(reply.weightVersion());
            }
            server.serves(model);
        } catch (GarbledReplyException e) {
            throw new EngineUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] answer(Exchange exchange) throws EngineUnavailableException {
        if (exchange instanceof Answered answered) {
            return answered.body();
        }
        throw new EngineUnavailableException(why(exchange), null);
    }

    /** What went wrong with a request that got no answer. */
    static String why(Exchange exchange) {
        if (exchange instanceof Rejected rejected) {
            return rejected.why();
        }
        if (exchange instanceof Busy busy) {
            return busy.why();
        }
        if (exchange instanceof Broken broken) {
            return broken.why();
        }
        if (exchange instanceof Garbled garbled) {
            return garbled.why();
        }
        return exchange instanceof Misfit misfit ? misfit.why() : "";
    }

    private void requireGood(Reply reply) throws EngineUnavailableException {
        if (reply.choices().isEmpty()) {
            throw new EngineUnavailableException("it gave no completion", null);
        }
        if (reply.choices().get(0) instanceof Reply.Bad bad) {
            throw new EngineUnavailableException(bad.why(), null);
        }
        boolean named = reply.weightVersion().isPresent();
        if (settings.versions().source() == VersionSource.SERVER && !named) {
            throw new EngineUnavailableException(NO_VERSION, null);
        }
    }

    /** A server that shall name its weights, and does not. */
    static final String NO_VERSION =
            "it names no weight version that is a number; let the trainer give one with each update, or"
                    + " take versions from elsewhere";
}
