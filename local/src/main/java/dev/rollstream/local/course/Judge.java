package dev.rollstream.local.course;

import dev.rollstream.scorer.verifier.AnswerSpec;
import dev.rollstream.scorer.verifier.Completion;
import dev.rollstream.scorer.verifier.RewardComponent;
import dev.rollstream.scorer.verifier.Scorer;
import dev.rollstream.scorer.verifier.Verdict;
import dev.rollstream.scorer.verifier.VerifierRegistry;

/** The scorer's Spatial-SSRL verifier, called directly. */
public final class Judge {
    /**
     * What a completion is worth.
     *
     * @param reward that members are compared by
     * @param right whether the answer is
     * @param wellFormed whether the form is
     */
    public record Score(double reward, boolean right, boolean wellFormed) {}

    private final Scorer scorer = VerifierRegistry.builtIn().require("spatial-ssrl");

    Score score(String completion, String answer) {
        Verdict.Scored scored = (Verdict.Scored) scorer.score(Completion.of(completion), AnswerSpec.of(answer));
        return new Score(
                scored.overall(),
                scored.component(RewardComponent.ACCURACY).orElseThrow() == 1,
                scored.component(RewardComponent.FORMAT).orElseThrow() == 1);
    }
}
