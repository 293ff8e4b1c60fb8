package dev.rollstream.benchmark;

import dev.rollstream.scorer.verifier.AnswerSpec;
import dev.rollstream.scorer.verifier.Completion;
import dev.rollstream.scorer.verifier.Scorer;
import dev.rollstream.scorer.verifier.Verdict;
import dev.rollstream.scorer.verifier.VerifierOutcome;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A verifier on one completion: extraction of the answer and judgement. Beside it one pass over the text that adds up its characters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VerifierBenchmark {
    private static final String ANSWER = "42";
    private static final String WRONG = "41";
    private static final String THOUGHT = "the top left part shows a wall {so} it must be next to the tree, ";

    /** The verifier. */
    @Param({"spatial-ssrl", "math-exact", "r1v", "dapo"})
    public String verifier = "spatial-ssrl";

    /** Characters of the completion. */
    @Param({"1000", "4000", "16000", "256000"})
    public int length = 1_000;

    private final AnswerSpec spec = AnswerSpec.of(ANSWER);
    private String text = "";
    private Scorer scorer = VerifierRegistry.builtIn().require("spatial-ssrl");

    /** Makes the completion, and checks that the right answer earns more than a wrong one. */
    @Setup
    public void make() {
        scorer = VerifierRegistry.builtIn().require(verifier);
        text = completion(ANSWER);
        double right = reward(text);
        double wrong = reward(completion(WRONG));
        if (!(right > wrong)) {
            throw new IllegalStateException(
                    verifier + " gives " + right + " for the right answer and " + wrong + " for a wrong one");
        }
    }

    private String completion(String answer) {
        String ending =
                switch (verifier) {
                    case "r1v" -> "</think><answer>" + answer + "</answer>";
                    case "dapo" -> "</think>\nAnswer: " + answer;
                    default -> "</think>\\boxed{" + answer + "}";
                };
        StringBuilder whole = new StringBuilder("<think>");
        while (whole.length() < length) {
            whole.append(THOUGHT);
        }
        whole.setLength(length - ending.length());
        return whole.append(ending).toString();
    }

    private double reward(String completion) {
        VerifierOutcome outcome = scorer.score(Completion.of(completion), spec);
        if (outcome instanceof Verdict.Scored scored) {
            return scored.overall();
        }
        throw new IllegalStateException(verifier + " does not score: " + outcome);
    }

    /** The verifier. */
    @Benchmark
    public VerifierOutcome value() {
        return scorer.score(Completion.of(text), spec);
    }

    /** The floor. */
    @Benchmark
    public long limit() {
        long sum = 0;
        for (int i = 0; i < text.length(); i++) {
            sum += text.charAt(i);
        }
        return sum;
    }
}
