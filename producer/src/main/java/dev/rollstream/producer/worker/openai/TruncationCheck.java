package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.openai.Conversation.Question;
import dev.rollstream.producer.worker.openai.Conversation.Said;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whether the server samples as it is asked to, and not as a generation config or a proxy before it would have it: it stops at one token
 * where it may give one; at temperature 0 it is the same every time; and at a high temperature, with nothing truncated, many draws
 * give many tokens. A top-k that leaked in (20, 40 and 50 are usual) shows in the last: there are never more tokens than that.
 */
final class TruncationCheck implements FitnessCheck {
    private static final String PROMPT = "Say one word, any word.";
    private static final int GREEDY_DRAWS = 4;
    private static final int DRAWS = 128;
    private static final int AT_ONCE = 16;
    private static final int FEW_TOKENS = 64;
    private static final double HOT = 4;

    /** OpenAI's API ends there. */
    private static final double HOT_PLAIN = 2;

    @Override
    public String name() {
        return "sampling as asked";
    }

    @Override
    public ServerCheck run(Conversation server) throws NoAnswerException, InterruptedException {
        boolean own = server.settings().dialect().flavor().truncates();
        Set<String> greedy = draw(server, 0, GREEDY_DRAWS);
        if (greedy.size() > 1) {
            return ServerCheck.failed(
                    name(),
                    "at temperature 0 it gave " + greedy.size() + " different tokens in " + GREEDY_DRAWS + " tries",
                    "something between us and the model changes the temperature, or the server is not deterministic");
        }
        Set<String> hot = draw(server, own ? HOT : HOT_PLAIN, DRAWS);
        String found =
                hot.size() + " different tokens in " + DRAWS + " draws at temperature " + (own ? HOT : HOT_PLAIN);
        if (hot.size() > FEW_TOKENS) {
            return ServerCheck.ok(name(), found);
        }
        if (!own) {
            return ServerCheck.note(
                    name(), found + ": its own top-k may be in force, which this flavor has no way to switch off");
        }
        return ServerCheck.failed(
                name(),
                found + ", as if a top-k were in force that nobody asked for",
                "start vLLM with --generation-config vllm, and name the server's own --engine-flavor");
    }

    private static Set<String> draw(Conversation server, double temperature, int draws)
            throws NoAnswerException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> tokens = new ArrayList<>();
            for (int seed = 0; seed < draws; seed++) {
                Question question = Question.oneToken(PROMPT, temperature, seed);
                tokens.add(threads.submit(() -> token(server.ask(question))));
            }
            Set<String> different = new HashSet<>();
            for (Future<String> token : tokens) {
                different.add(token.get());
            }
            return different;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoAnswerException silent) {
                throw silent;
            }
            throw new IllegalStateException("a draw broke off", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static String token(Said said) throws NoAnswerException {
        int sampled =
                Math.max(said.choice().path("token_ids").size(), said.tokens().size());
        if (sampled > 1) {
            throw new NoAnswerException("it gave " + sampled + " tokens where it was allowed one");
        }
        String id = said.choice().path("token_ids").path(0).asText("");
        String beside = said.tokens().path(0).path("id").asText("");
        String text = said.tokens().path(0).path("token").asText("");
        return id + "/" + beside + "/"
                + (text.isEmpty()
                        ? said.choice().path("message").path("content").asText()
                        : text);
    }
}
