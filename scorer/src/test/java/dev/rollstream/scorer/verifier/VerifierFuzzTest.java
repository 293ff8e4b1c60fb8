package dev.rollstream.scorer.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever a model writes, every built-in verifier gives a verdict, and the same one again.
 *
 * <p>{@code -Dfuzz.completions=10000000 -Dfuzz.seed=1 -Dfuzz.longest=50000000} tries more and longer ones; what a character costs
 * is logged by length, so that a cost which grows faster than the text shows.
 */
class VerifierFuzzTest {
    private static final Logger log = LoggerFactory.getLogger(VerifierFuzzTest.class);
    private static final int COMPLETIONS = Integer.getInteger("fuzz.completions", 10_000);
    private static final int LONGEST = Integer.getInteger("fuzz.longest", 1_000_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    private static final List<String> TRUTHS = List.of(
            "0-1-2-3",
            "2-1",
            "A",
            "D",
            "None",
            "12",
            "1,000",
            "0.5",
            "1/2",
            "\\frac{1}{2}",
            "(1, 2)",
            "x+1",
            "-6",
            "",
            " ",
            "{",
            "\ud800");
    private static final List<String> OWN = List.of(
            "<think>The left half is upside down.</think>\\boxed{2-1}",
            "<think>a</think>\n\\boxed{0-1-2-3}",
            "<think>1 + 1</think><answer>12</answer>",
            "So it is half.\nAnswer: $\\frac{1}{2}$",
            "<think></think>\\boxed{\\text{A}}",
            "\\boxed{\\boxed{1,000}}");

    @TestFactory
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    List<DynamicTest> everyCompletionHasAVerdict() {
        List<String> sound = soundCompletions();
        return List.of(new SpatialSsrlVerifier(), new MathExactVerifier(), new R1vVerifier(), new DapoVerifier())
                .stream()
                .map(verifier -> DynamicTest.dynamicTest(verifier.name(), () -> fuzz(verifier, sound)))
                .toList();
    }

    private static void fuzz(Verifier verifier, List<String> sound) {
        // Given
        CompletionMutator mutator = new CompletionMutator(sound, LONGEST, SEED);
        Random random = new Random(SEED);
        Cost cost = new Cost();

        for (int i = 0; i < COMPLETIONS; i++) {
            Completion completion = new Completion(mutator.next(), random.nextInt(4_096));
            AnswerSpec answer = new AnswerSpec(TRUTHS.get(random.nextInt(TRUTHS.size())), Map.of());

            // When
            long start = System.nanoTime();
            Verdict verdict = verdict(verifier, completion, answer, i);
            cost.add(completion.text().length(), System.nanoTime() - start);

            // Then
            if (verdict instanceof Verdict.Scored scored) {
                assertThat(scored.overall())
                        .as("completion %d of seed %d", i, SEED)
                        .isBetween(-1.0, 1.0);
            }
            if (i % 16 == 0) {
                assertThat(verifier.verify(completion, answer))
                        .as("completion %d of seed %d, judged again", i, SEED)
                        .isEqualTo(verdict);
            }
        }
        log.info("{}: {} completions, nanoseconds a character by length: {}", verifier.name(), COMPLETIONS, cost);
    }

    private static Verdict verdict(Verifier verifier, Completion completion, AnswerSpec answer, int number) {
        try {
            return verifier.verify(completion, answer);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(verifier.name() + " failed on completion " + number + " of seed " + SEED, e);
        }
    }

    private static List<String> soundCompletions() {
        List<String> sound = new ArrayList<>(OWN);
        try {
            for (String file : List.of("reward_cases.jsonl", "other_reward_cases.jsonl")) {
                for (JsonNode golden : GoldenCases.read(file)) {
                    sound.add(golden.get("response").textValue());
                }
            }
        } catch (TestAbortedException | IOException e) {
            log.info("own completions only: {}", e.getMessage());
        }
        // Those of megabytes would be most of the work.
        sound.removeIf(text -> text.length() > 10_000);
        return sound;
    }

    /** Nanoseconds and characters by powers of ten of the length. */
    private static final class Cost {
        private final long[] characters = new long[10];
        private final long[] nanoseconds = new long[10];

        void add(int length, long elapsed) {
            int power = (int) Math.log10(Math.max(1, length));
            characters[power] += length;
            nanoseconds[power] += elapsed;
        }

        @Override
        public String toString() {
            StringBuilder line = new StringBuilder();
            for (int power = 0; power < characters.length; power++) {
                if (characters[power] > 0) {
                    line.append(String.format("1e%d: %.2f  ", power, (double) nanoseconds[power] / characters[power]));
                }
            }
            return line.toString().strip();
        }
    }
}
