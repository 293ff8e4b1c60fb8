package dev.rollstream.scorer;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.scorer.group.Question;
import dev.rollstream.scorer.verifier.AnswerSpec;
import dev.rollstream.scorer.verifier.Completion;
import dev.rollstream.scorer.verifier.RewardComponent;
import dev.rollstream.scorer.verifier.Scorer;
import dev.rollstream.scorer.verifier.Verdict;
import dev.rollstream.scorer.verifier.VerifierOutcome;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a rollout and its group's question into a member: asks the verifier, or says why there is nothing to ask. */
final class MemberScorer {
    private static final int MAX_DETAIL_LENGTH = 200;

    /**
     * What was found out, before it is joined with the rollout's own facts.
     *
     * @param answer that the verifier found in the completion, empty if it found none; null: it did not come to that
     */
    private record Result(
            MemberOutcome outcome,
            @Nullable Double reward,
            List<Component> components,
            @Nullable String detail,
            @Nullable String answer) {
        static Result none(MemberOutcome outcome, String detail) {
            String shown = detail.length() <= MAX_DETAIL_LENGTH ? detail : detail.substring(0, MAX_DETAIL_LENGTH);
            return new Result(outcome, null, List.of(), shown, null);
        }
    }

    /**
     * A member, and the answer that was found in it, which goes no further than the scorer.
     *
     * @param answer empty text: it gave none; empty: it was not looked for
     */
    record Judged(MemberScored member, Optional<String> answer) {}

    private final VerifierRegistry verifiers;
    private final ScorerMetrics metrics;

    MemberScorer(VerifierRegistry verifiers, ScorerMetrics metrics) {
        this.verifiers = verifiers;
        this.metrics = metrics;
    }

    /** A verifier's {@code name/version}; the name alone where this process has no such verifier. */
    String verifierId(String name) {
        return verifiers.find(name).map(Scorer::id).orElse(name);
    }

    Judged score(Rollout rollout, Question question, Inbound.Coordinates at) {
        Result result = judge(rollout, question);
        return new Judged(member(rollout, question, at, result), Optional.ofNullable(result.answer));
    }

    /** A member whose reward exists but cannot be written. */
    MemberScored tooLarge(Rollout rollout, Question question, Inbound.Coordinates at) {
        return member(
                rollout, question, at, Result.none(MemberOutcome.ERROR, "the verifier's components are too large"));
    }

    @SuppressWarnings("NullAway") // generated constructors take null where the schema does
    private MemberScored member(Rollout rollout, Question question, Inbound.Coordinates at, Result result) {
        RecordRef ref = new RecordRef(null, at.partition(), at.offset());
        return new MemberScored(
                rollout.getIndex(),
                rollout.getAttempt(),
                result.outcome,
                result.reward,
                result.components,
                verifierId(question.verifier()),
                result.detail,
                rollout.getTokenCount(),
                rollout.getFinishReason(),
                rollout.getPolicyId(),
                rollout.getPolicyVersionMin(),
                rollout.getPolicyVersionMax(),
                ref);
    }

    private Result judge(Rollout rollout, Question question) {
        FinishReason reason = rollout.getFinishReason();
        if (reason == FinishReason.ABORT || reason == FinishReason.ERROR) {
            String error = rollout.getError();
            return Result.none(MemberOutcome.ERROR, error == null ? "the generation ended with " + reason : error);
        }
        String text = rollout.getText();
        if (text == null) {
            return Result.none(MemberOutcome.UNSCORABLE, "the rollout has no text");
        }
        Optional<Scorer> scorer = verifiers.find(question.verifier());
        if (scorer.isEmpty()) {
            return Result.none(
                    MemberOutcome.ERROR,
                    "there is no verifier '" + question.verifier() + "'; known are " + verifiers.names());
        }
        Completion completion = new Completion(text, rollout.getTokenCount());
        return result(verify(scorer.get(), completion, question));
    }

    private VerifierOutcome verify(Scorer scorer, Completion completion, Question question) {
        long startNs = System.nanoTime();
        VerifierOutcome outcome =
                scorer.score(completion, new AnswerSpec(question.answer(), question.verifierParameters()));
        metrics.verified(scorer.id(), System.nanoTime() - startNs);
        return outcome;
    }

    private static Result result(VerifierOutcome outcome) {
        if (outcome instanceof Verdict.Scored scored) {
            return new Result(
                    MemberOutcome.SCORED,
                    scored.overall(),
                    components(scored),
                    null,
                    Objects.requireNonNullElse(scored.extracted(), ""));
        }
        if (outcome instanceof Verdict.Unscorable unscorable) {
            return Result.none(MemberOutcome.UNSCORABLE, unscorable.reason());
        }
        if (outcome instanceof VerifierOutcome.TimedOut timedOut) {
            return Result.none(MemberOutcome.TIMEOUT, timedOut.reason());
        }
        return Result.none(MemberOutcome.ERROR, ((VerifierOutcome.Failed) outcome).reason());
    }

    private static List<Component> components(Verdict.Scored scored) {
        return scored.components().stream().map(MemberScorer::component).toList();
    }

    @SuppressWarnings("NullAway") // as above
    private static Component component(RewardComponent part) {
        return new Component(part.name(), part.value(), null);
    }
}
