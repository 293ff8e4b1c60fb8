package dev.rollstream.learner;

import dev.rollstream.avro.Image;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.learner.reader.Refused;
import dev.rollstream.learner.reader.TokenSequence;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.learner.reader.TrainingMember;
import dev.rollstream.learner.training.PromptGroup;
import dev.rollstream.learner.training.SampledMember;
import dev.rollstream.policy.PictureException;
import dev.rollstream.policy.Prompt;
import dev.rollstream.policy.PromptFeatures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups in the form that the built-in policy learns from. What it cannot learn from is refused: a ratio of probabilities means nothing
 * unless the learner computes the very kind of probability that the worker reported, over the very same tokens.
 */
final class GroupPreparation {
    private final String policyId;
    private final double temperature;
    private final int buckets;

    /**
     * Prepares groups for one policy.
     *
     * @param policyId policy that must have sampled
     * @param temperature that the recipe computes probabilities at
     * @param buckets of the model's bags of words
     */
    GroupPreparation(String policyId, double temperature, int buckets) {
        this.policyId = policyId;
        this.temperature = temperature;
        this.buckets = buckets;
    }

    /** What a group turned out to be. */
    sealed interface Outcome {
        /** Something to learn from. */
        record Ready(PreparedGroup group) implements Outcome {}

        /** Nothing for this learner. */
        record Unfit(Refused refused) implements Outcome {}
    }

    /** Prepares a group, or says why it cannot be learned from. */
    Outcome of(TrainingGroup group) {
        try {
            PromptFeatures prompt = features(group.task());
            List<SampledMember> members = new ArrayList<>();
            for (TrainingMember member : group.members()) {
                members.add(sampled(member));
            }
            return new Outcome.Ready(
                    new PreparedGroup(group, new PromptGroup(group.ref().groupId(), prompt, members)));
        } catch (PictureException | IllegalArgumentException e) {
            return new Outcome.Unfit(
                    new Refused(group.ref(), ReceiptOutcome.PAYLOAD_INVALID, String.valueOf(e.getMessage())));
        }
    }

    private PromptFeatures features(Task task) throws PictureException {
        if (task.getPrompt() == null || !task.getMessages().isEmpty()) {
            throw new IllegalArgumentException("the built-in policy learns from prompts, not from conversations");
        }
        List<ByteBuffer> files = new ArrayList<>();
        for (Image image : task.getImages()) {
            if (image.getData() == null) {
                throw new IllegalArgumentException(
                        "a picture lies at a URI; the built-in policy takes inline ones only");
            }
            files.add(image.getData());
        }
        return PromptFeatures.of(Prompt.decoded(task.getPrompt(), files), buckets);
    }

    private SampledMember sampled(TrainingMember member) {
        Rollout rollout = member.rollout();
        require(
                policyId.equals(rollout.getPolicyId()),
                "member " + member.index() + " was sampled by policy " + rollout.getPolicyId()
                        + ", this learner trains " + policyId);
        requireReproducible(member.index(), rollout.getLogprobKind(), rollout.getSampling());
        List<TokenSequence> sequences = member.sequences();
        require(
                sequences.size() == 1 && sequences.get(0).lossMask().isEmpty(),
                "member " + member.index() + " is not one sequence that trains as a whole");
        TokenSequence sequence = sequences.get(0);
        return new SampledMember(
                sequence.tokenIds()
                        .orElseThrow(
                                () -> new IllegalArgumentException("member " + member.index() + " has no token ids")),
                sequence.logprobs()
                        .orElseThrow(() ->
                                new IllegalArgumentException("member " + member.index() + " has no log-probabilities")),
                member.advantage());
    }

    private void requireReproducible(int index, LogprobKind kind, @Nullable SamplingParameters sampling) {
        if (sampling == null
                || !is(sampling.getTopP(), 1)
                || !is(sampling.getTopK(), 0)
                || !is(sampling.getMinP(), 0)) {
            throw new IllegalArgumentException("member " + index
                    + " was sampled from a truncated distribution, or does not say from which: there is nothing to take"
                    + " ratios against");
        }
        boolean known = kind == LogprobKind.PROCESSED
                || kind == LogprobKind.TEMPERED
                || (kind == LogprobKind.RAW && temperature == 1);
        require(
                known && is(sampling.getTemperature(), temperature),
                "member " + index + " has log-probabilities of kind " + kind + " at temperature "
                        + sampling.getTemperature() + ", the recipe's are at " + temperature);
    }

    private static boolean is(@Nullable Number value, double wanted) {
        return value != null && value.doubleValue() == wanted;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
