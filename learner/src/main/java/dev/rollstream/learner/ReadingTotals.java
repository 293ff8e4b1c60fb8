package dev.rollstream.learner;

import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.PassedOver;
import dev.rollstream.learner.reader.TrainingGroup;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a learner has read since it started.
 *
 * @param groups groups handed out
 * @param members members that train, over all groups
 * @param tokens their completion tokens
 * @param payloadBytes bytes of their tasks and rollouts
 * @param refused groups that cannot train, by why
 * @param passedOver terminal records that were no training groups, by what they were
 */
public record ReadingTotals(
        long groups,
        long members,
        long tokens,
        long payloadBytes,
        Map<ReceiptOutcome, Long> refused,
        Map<PassedOver, Long> passedOver) {
    /** Copies the maps. */
    public ReadingTotals {
        refused = Map.copyOf(refused);
        passedOver = Map.copyOf(passedOver);
    }

    /** Nothing read yet. */
    static ReadingTotals none() {
        return new ReadingTotals(0, 0, 0, 0, Map.of(), Map.of());
    }

    ReadingTotals plus(Batch batch) {
        Map<ReceiptOutcome, Long> newRefused = new EnumMap<>(ReceiptOutcome.class);
        newRefused.putAll(refused);
        batch.refused().forEach(group -> newRefused.merge(group.outcome(), 1L, Long::sum));
        Map<PassedOver, Long> newPassedOver = new EnumMap<>(PassedOver.class);
        newPassedOver.putAll(passedOver);
        batch.passedOver().forEach((why, count) -> newPassedOver.merge(why, (long) count, Long::sum));
        return new ReadingTotals(
                groups + batch.groups().size(),
                members
                        + batch.groups().stream()
                                .mapToLong(group -> group.members().size())
                                .sum(),
                tokens
                        + batch.groups().stream()
                                .mapToLong(TrainingGroup::tokens)
                                .sum(),
                payloadBytes
                        + batch.groups().stream()
                                .mapToLong(TrainingGroup::payloadBytes)
                                .sum(),
                newRefused,
                newPassedOver);
    }
}
