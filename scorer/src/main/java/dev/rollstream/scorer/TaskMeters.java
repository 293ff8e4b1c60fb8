package dev.rollstream.scorer;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.runtime.metrics.EnumCounters;
import dev.rollstream.scorer.verifier.RewardComponent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** The scorer's meters of one kind of task. */
final class TaskMeters {
    private static final double GOOD = 1;

    private final EnumCounters<MemberOutcome> outcomes;
    private final EnumCounters<FinishReason> finishes;
    private final DistributionSummary tokens;
    private final DistributionSummary distinct;
    private final Counter wellFormed;
    private final Counter formAlone;

    TaskMeters(MeterRegistry registry, String task) {
        outcomes = new EnumCounters<>(
                MemberOutcome.class, outcome -> ScorerCatalogue.REWARDS.counter(registry, task, outcome));
        finishes = new EnumCounters<>(
                FinishReason.class, finish -> ScorerCatalogue.COMPLETIONS.counter(registry, task, finish));
        tokens = ScorerCatalogue.TOKENS.observations(registry, task);
        distinct = ScorerCatalogue.DISTINCT.observations(registry, task);
        wellFormed = ScorerCatalogue.WELL_FORMED.counter(registry, task);
        formAlone = ScorerCatalogue.FORM_ALONE.counter(registry, task);
    }

    /** A slot was taken. */
    void member(MemberScored member) {
        outcomes.count(member.getOutcome());
        finishes.count(member.getFinishReason());
        if (member.getTokenCount() != null) {
            tokens.record(member.getTokenCount());
        }
        if (isGood(member, RewardComponent.FORMAT)) {
            wellFormed.increment();
            if (!isGood(member, RewardComponent.ACCURACY)) {
                formAlone.increment();
            }
        }
    }

    private static boolean isGood(MemberScored member, String part) {
        for (Component component : member.getComponents()) {
            if (component.getName().equals(part)) {
                return component.getValue() != null && component.getValue() >= GOOD;
            }
        }
        return false;
    }

    /** A group with at least one member ended. */
    void closed(int distinctAnswers) {
        distinct.record(distinctAnswers);
    }
}
