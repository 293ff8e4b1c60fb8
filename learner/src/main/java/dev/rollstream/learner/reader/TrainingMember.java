package dev.rollstream.learner.reader;

import dev.rollstream.avro.Member;
import dev.rollstream.avro.Rollout;
import java.util.List;

/**
 * A member that trains: its reward and advantage with its rollout, checked against each other.
 *
 * @param scored the member's part of the terminal record
 * @param rollout its completion
 */
public record TrainingMember(Member scored, Rollout rollout) {
    /** The slot within the group. */
    public int index() {
        return scored.getIndex();
    }

    /** The advantage of every token that trains. */
    public double advantage() {
        return scored.getAdvantage();
    }

    /** The token sequences, in the rollout's order; empty where the engine reports text only. */
    public List<TokenSequence> sequences() {
        return rollout.getSequences().stream().map(TokenSequence::new).toList();
    }
}
