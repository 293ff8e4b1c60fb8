package dev.rollstream.scorer.verifier;

/** A verifier made safe to call from a stage: whatever it does, there is an outcome within bounded time. */
public interface Scorer {
    /** The verifier as rewards name it: {@code name/version}. */
    String id();

    /**
     * Judges a completion.
     *
     * @param completion what the model wrote
     * @param answer what it is judged against
     * @return the verdict, or why there is none
     */
    VerifierOutcome score(Completion completion, AnswerSpec answer);
}
