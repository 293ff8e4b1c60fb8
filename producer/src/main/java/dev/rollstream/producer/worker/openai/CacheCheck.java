package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.producer.worker.openai.Conversation.Question;
import dev.rollstream.producer.worker.openai.WeightProtocol.UpdateFailedException;
import dev.rollstream.producer.worker.openai.WeightProtocol.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Whether a server forgets, with new weights, what it computed with the old ones. Two sets of weights are loaded one after the other, as
 * a worker does it. A long prompt that is in the cache from the first must give, with the second, what the same prompt gives that is
 * kept out of the cache by a salt.
 */
final class CacheCheck implements FitnessCheck {
    private static final int SENTENCES = 60;

    /** Two computations of one log-probability may differ by this much. */
    private static final double NOISE = 0.02;

    private final WeightProtocol protocol;
    private final List<String> places;

    /**
     * A check.
     *
     * @param places where two sets of weights lie that differ; the server keeps the second
     */
    CacheCheck(WeightProtocol protocol, List<String> places) {
        this.protocol = protocol;
        this.places = places;
    }

    @Override
    public String name() {
        return "cache after update";
    }

    @Override
    public ServerCheck run(Conversation now) throws NoAnswerException, InterruptedException {
        Conversation server = now.withModel(now.settings().dialect().model().orElse(now.model()));
        Question prompt = Question.oneToken(longPrompt(), 1, 1);
        try {
            protocol.load(server.server(), new Weights(0, places.get(0)));
            List<Double> first = logprobs(server, prompt);
            protocol.load(server.server(), new Weights(1, places.get(1)));
            List<Double> cached = logprobs(server, prompt);
            List<Double> fresh = logprobs(server, prompt.withCacheSalt(nonce()));
            return judge(distance(first, fresh), distance(cached, fresh));
        } catch (UpdateFailedException e) {
            return ServerCheck.failed(name(), "weights cannot be loaded", String.valueOf(e.getMessage()));
        }
    }

    private ServerCheck judge(double weights, double cache) {
        String found = String.format(
                Locale.ROOT,
                "log-probabilities differ by %.3f between the two sets of weights, by %.3f with and without cache",
                weights,
                cache);
        if (cache <= NOISE && weights <= 2 * NOISE) {
            return ServerCheck.note(name(), found + ": give two sets that differ more");
        }
        if (cache <= Math.max(NOISE, weights / 4)) {
            return ServerCheck.ok(name(), found);
        }
        return ServerCheck.failed(
                name(),
                found,
                "it goes on with what it computed with the old weights; start it without a prefix cache");
    }

    private static List<Double> logprobs(Conversation server, Question prompt)
            throws NoAnswerException, InterruptedException {
        List<Double> logprobs = new ArrayList<>();
        for (JsonNode token : server.ask(prompt).tokens().path(0).path("top_logprobs")) {
            logprobs.add(token.path("logprob").asDouble());
        }
        if (logprobs.isEmpty()) {
            throw new NoAnswerException("it gives no log-probabilities to compare");
        }
        logprobs.sort(null);
        return logprobs.subList(logprobs.size() - Math.min(2, logprobs.size()), logprobs.size());
    }

    private static double distance(List<Double> one, List<Double> other) {
        double most = 0;
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            most = Math.max(most, Math.abs(one.get(i) - other.get(i)));
        }
        return most;
    }

    /** A prompt of many cache blocks that nobody has sent before. */
    private static String longPrompt() {
        StringBuilder prompt = new StringBuilder("Case " + nonce() + ". ");
        for (int i = 0; i < SENTENCES; i++) {
            prompt.append("Box ")
                    .append(i)
                    .append(" holds ")
                    .append(i * 37 % 101)
                    .append(" marbles. ");
        }
        return prompt.append("Which box holds the most?").toString();
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }
}
