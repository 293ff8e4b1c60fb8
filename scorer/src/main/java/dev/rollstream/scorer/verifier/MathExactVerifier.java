package dev.rollstream.scorer.verifier;

/**
 * The mathematics reward without symbolic algebra.
 *
 * <p>Form and extraction are those of {@link SpatialSsrlVerifier}; the answer is graded by {@link ExactMathGrader}. Setting
 * {@code format_weight}, default 0.1.
 *
 * <p>The reference asks a computer algebra system where its normalisations leave a difference. This verifier does not, so
 * {@code x+1} for {@code 1+x} is wrong here. Such a system also takes {@code 0-3-2-1} for {@code 0-2-3-1}, both being -6:
 * the answer of a sequence task must never reach one, and hangs on some inputs.
 */
final class MathExactVerifier implements Verifier {
    private static final double DEFAULT_FORMAT_WEIGHT = 0.1;

    @Override
    public String name() {
        return "math-exact";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Verdict verify(Completion completion, AnswerSpec answer) {
        double weight = answer.weight(FormatAndAccuracy.FORMAT_WEIGHT, DEFAULT_FORMAT_WEIGHT);
        BoxedResponse response = BoxedResponse.of(completion.text());
        String extracted = response.answer();
        boolean accurate = ExactMathGrader.isCorrect(extracted, answer.groundTruth());
        return FormatAndAccuracy.score(response.isWellFormed(), accurate, weight, extracted);
    }
}
