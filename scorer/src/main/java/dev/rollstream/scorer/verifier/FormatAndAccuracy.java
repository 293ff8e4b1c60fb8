package dev.rollstream.scorer.verifier;

import java.util.List;

/** The reward of the verifiers that weigh a binary form against a binary answer. */
final class FormatAndAccuracy {
    static final String FORMAT_WEIGHT = "format_weight";

    private static final RewardComponent FORMAT_GOOD = new RewardComponent(RewardComponent.FORMAT, 1.0);
    private static final RewardComponent FORMAT_BAD = new RewardComponent(RewardComponent.FORMAT, 0.0);
    private static final RewardComponent ACCURATE = new RewardComponent(RewardComponent.ACCURACY, 1.0);
    private static final RewardComponent INACCURATE = new RewardComponent(RewardComponent.ACCURACY, 0.0);

    private FormatAndAccuracy() {}

    /** The reward {@code (1 - weight) * accuracy + weight * format}. */
    static Verdict.Scored score(boolean format, boolean accurate, double weight, String extracted) {
        RewardComponent formatPart = format ? FORMAT_GOOD : FORMAT_BAD;
        RewardComponent accuracyPart = accurate ? ACCURATE : INACCURATE;
        double overall = (1.0 - weight) * accuracyPart.value() + weight * formatPart.value();
        return new Verdict.Scored(List.of(formatPart, accuracyPart), overall, extracted);
    }
}
