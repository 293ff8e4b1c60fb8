package dev.rollstream.scorer.verifier;

import java.util.Map;

/** Shorthand for tests that expect a reward. */
final class Verdicts {
    private Verdicts() {}

    static Verdict.Scored scored(Verifier verifier, String response, String groundTruth) {
        return scored(verifier, Completion.of(response), new AnswerSpec(groundTruth, Map.of()));
    }

    static Verdict.Scored scored(Verifier verifier, Completion completion, AnswerSpec answer) {
        if (verifier.verify(completion, answer) instanceof Verdict.Scored reward) {
            return reward;
        }
        throw new AssertionError(verifier.name() + " gave no reward");
    }

    static double component(Verdict.Scored reward, String name) {
        return reward.component(name).orElseThrow(() -> new AssertionError("no component " + name));
    }
}
