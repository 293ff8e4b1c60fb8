package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.producer.worker.openai.Conversation.Question;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What kind the log-probabilities are, measured on the first token of an answer. Halving the temperature doubles the gap between the two
 * most probable tokens if they are taken after temperature, and leaves it alone if before. Where only one token may be sampled
 * (top-k 1), its log-probability is 0 if they are taken after truncation as well.
 */
final class LogprobKindCheck implements FitnessCheck {
    private static final List<String> PROMPTS = List.of(
            "Name a colour.", "Pick a letter of the alphabet.", "Begin a story.", "Say something about the weather.");

    /** Gaps below this, in nats, are lost in a server's rounding. */
    private static final double LEAST_GAP = 0.05;

    /** How far from 1 or 2 the ratio of two gaps may be. */
    private static final double TOLERANCE = 0.25;

    /** A log-probability this near to 0 is that of a certain token. */
    private static final double CERTAIN = 1e-3;

    @Override
    public String name() {
        return "log-probabilities";
    }

    @Override
    public ServerCheck run(Conversation server) throws NoAnswerException, InterruptedException {
        for (String prompt : PROMPTS) {
            Optional<LogprobKind> kind = measure(server, prompt);
            if (kind.isPresent()) {
                return judge(server.settings().dialect(), kind.get());
            }
        }
        return ServerCheck.note(
                name(), "their kind cannot be told: the server gives no second token, or is too sure of the first");
    }

    private static Optional<LogprobKind> measure(Conversation server, String prompt)
            throws NoAnswerException, InterruptedException {
        OptionalDouble plain = gap(server.ask(Question.oneToken(prompt, 1, 1)).tokens());
        OptionalDouble cold = gap(server.ask(Question.oneToken(prompt, 0.5, 1)).tokens());
        if (plain.isEmpty() || cold.isEmpty() || plain.getAsDouble() < LEAST_GAP) {
            return Optional.empty();
        }
        double ratio = cold.getAsDouble() / plain.getAsDouble();
        if (Math.abs(ratio - 1) < TOLERANCE) {
            return Optional.of(LogprobKind.RAW);
        }
        return Math.abs(ratio - 2) < TOLERANCE ? afterTemperature(server, prompt) : Optional.empty();
    }

    private static OptionalDouble gap(JsonNode tokens) {
        double[] best = new double[] {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (JsonNode token : tokens.path(0).path("top_logprobs")) {
            double logprob = token.path("logprob").asDouble(Double.NEGATIVE_INFINITY);
            if (logprob > best[0]) {
                best[1] = best[0];
                best[0] = logprob;
            } else if (logprob > best[1]) {
                best[1] = logprob;
            }
        }
        double gap = best[0] - best[1];
        return Double.isFinite(gap) ? OptionalDouble.of(gap) : OptionalDouble.empty();
    }

    private static Optional<LogprobKind> afterTemperature(Conversation server, String prompt)
            throws NoAnswerException, InterruptedException {
        if (server.settings().dialect().flavor().truncates()) {
            JsonNode only =
                    server.ask(Question.oneToken(prompt, 1, 1).withTopK(1)).tokens();
            double logprob = only.path(0).path("logprob").asDouble(Double.NaN);
            return Optional.of(logprob > -CERTAIN ? LogprobKind.PROCESSED : LogprobKind.TEMPERED);
        }
        return Optional.of(LogprobKind.TEMPERED);
    }

    private ServerCheck judge(OpenAiSettings.Dialect dialect, LogprobKind measured) {
        String kind = measured.name().toLowerCase(Locale.ROOT);
        if (measured == dialect.logprobs()) {
            return ServerCheck.ok(name(), kind);
        }
        String said = dialect.logprobs().name().toLowerCase(Locale.ROOT);
        return ServerCheck.failed(
                name(), "they are " + kind + ", and rollouts would say " + said, "say --engine-logprobs " + kind);
    }
}
