package dev.rollstream.scorer.verifier;

/** Runs a verifier that is known to take time linear in its input on the calling thread. */
record InlineScorer(Verifier verifier) implements Scorer {
    @Override
    public String id() {
        return Failures.id(verifier);
    }

    @Override
    public VerifierOutcome score(Completion completion, AnswerSpec answer) {
        try {
            return verifier.verify(completion, answer);
        } catch (RuntimeException e) {
            return Failures.failed(verifier, e);
        }
    }
}
