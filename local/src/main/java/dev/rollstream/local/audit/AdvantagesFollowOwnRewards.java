package dev.rollstream.local.audit;

import dev.rollstream.aggregator.AdvantageCheck;
import dev.rollstream.avro.AdvantageGroup;
import java.util.Optional;

/** Each advantage, recomputed from the record's own rewards with the estimator it names, is equal to the bit. */
final class AdvantagesFollowOwnRewards implements Guarantee {
    private final Finding.Builder finding = new Finding.Builder(name());

    @Override
    public String name() {
        return "advantages-recomputed-from-own-rewards-are-bit-equal";
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        Optional<String> mismatch = AdvantageCheck.mismatch(group.value());
        finding.require(mismatch.isEmpty(), mismatch.orElse(""));
    }

    @Override
    public Finding verify(Window window) {
        return finding.build();
    }
}
