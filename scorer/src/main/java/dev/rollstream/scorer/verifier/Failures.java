package dev.rollstream.scorer.verifier;

/** How a verifier's exception becomes an outcome: bounded in size, as it is written into a reward. */
final class Failures {
    private static final int MAX_REASON_LENGTH = 200;

    private Failures() {}

    static String id(Verifier verifier) {
        return verifier.name() + "/" + verifier.version();
    }

    static VerifierOutcome.Failed failed(Verifier verifier, Throwable thrown) {
        String reason = id(verifier) + " failed: " + thrown;
        return new VerifierOutcome.Failed(
                reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH) + "...");
    }
}
