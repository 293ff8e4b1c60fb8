package dev.rollstream.scorer.verifier;

/**
 * The Spatial-SSRL reward: exact match of the last boxed answer, plus a small weight for the form.
 *
 * <p>The response is read as a {@link BoxedResponse}. {@code format} is 1 if its form is right, {@code accuracy} is 1 if
 * its answer equals the ground truth character by character; both are 0 otherwise. The reward is
 * {@code (1 - w) * accuracy + w * format} with {@code w} from the setting {@code format_weight}, default 0.1, so that a
 * right answer in the wrong form earns 0.9 and a wrong one in the right form 0.1.
 *
 * <p>The ground truth is not normalised. Nothing is clipped and there is no partial credit.
 */
final class SpatialSsrlVerifier implements Verifier {
    private static final double DEFAULT_FORMAT_WEIGHT = 0.1;

    @Override
    public String name() {
        return "spatial-ssrl";
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
        boolean accurate = extracted.equals(answer.groundTruth());
        return FormatAndAccuracy.score(response.isWellFormed(), accurate, weight, extracted);
    }
}
