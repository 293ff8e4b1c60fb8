package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.simulation.Inputs.Key;
import dev.rollstream.local.simulation.Inputs.Sent;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.Optional;

/** What must be true of the scorer's dead letters, and in the end of every record that was sent to it. */
final class RolloutInvariants {
    private final Inputs inputs;
    private final DeadLetters deadLetters;
    private final RewardInvariants rewards;
    private final Setup setup;

    RolloutInvariants(Inputs inputs, DeadLetters deadLetters, RewardInvariants rewards, Setup setup) {
        this.inputs = inputs;
        this.deadLetters = deadLetters;
        this.rewards = rewards;
        this.setup = setup;
    }

    /** A record of ROLLOUTS is a dead letter; all rewards that were published with it are known. */
    void deadRollout(long offset, DeadLetterReason reason) {
        Sent sent = inputs.rolloutAt(offset)
                .orElseThrow(() -> new AssertionError("there is no rollout at offset " + offset));
        if (sent.flaw().isPresent()) {
            assertThat(reason).as("reason for %s", sent).isEqualTo(sent.flaw().get());
            return;
        }
        assertThat(mayBeDead(sent, reason))
                .as("%s is a dead letter for %s", sent, reason)
                .isTrue();
    }

    private boolean mayBeDead(Sent sent, DeadLetterReason reason) {
        Optional<Key> key = inputs.keyOf(sent.slot().group());
        Optional<Sent> winner = rewards.winner(sent.slot());
        return switch (reason) {
            case CONFLICT ->
                winner.filter(first -> first.offset() < sent.offset()
                                && !first.content().equals(sent.content()))
                        .isPresent();
            case LATE ->
                winner.isEmpty()
                        && rewards.isClosed(sent.slot().group())
                        && (sent.atMs() >= key.orElseThrow().deadlineMs()
                                || !inputs.cancelTimes(sent.slot().group()).isEmpty());
            case INVALID ->
                key.filter(known -> sent.slot().index() >= known.size()).isPresent();
            case NO_ANSWER_KEY ->
                key.isEmpty()
                        || key.get().atMs() >= sent.atMs() + setup.parkMs()
                        || sent.atMs() >= key.get().forgetMs();
            case PARK_FULL -> setup.isParkingScarce();
            default -> false;
        };
    }

    /** A record of ANSWER-KEYS is a dead letter. */
    void deadAnswerKey(long offset, DeadLetterReason reason) {
        assertThat(inputs.answerKeyFates().get(offset))
                .as("fate of the answer key at offset %s", offset)
                .isEqualTo(Optional.of(reason));
    }

    /** Everything was read and time has passed: every record must be accounted for. */
    void everythingEnded() {
        inputs.keys().keySet().forEach(group -> assertThat(rewards.isClosed(group))
                .as("group %s has ended", group)
                .isTrue());
        inputs.rollouts().values().forEach(this::accountedFor);
        inputs.answerKeyFates().forEach((offset, fate) -> assertThat(
                        deadLetters.at(setup.topics().answerKeys().name(), offset))
                .as("fate of the answer key at offset %s", offset)
                .isEqualTo(fate));
    }

    private void accountedFor(Sent sent) {
        if (deadLetters.at(setup.topics().rollouts().name(), sent.offset()).isPresent()) {
            return;
        }
        assertThat(sent.isFlawless()).as("%s is a dead letter", sent).isTrue();
        Optional<Sent> winner = rewards.winner(sent.slot());
        assertThat(winner)
                .as("%s is a member, a repetition or a dead letter", sent)
                .isPresent();
        assertThat(winner.orElseThrow().content())
                .as("%s is no dead letter, so it repeats its slot's member", sent)
                .isEqualTo(sent.content());
    }
}
