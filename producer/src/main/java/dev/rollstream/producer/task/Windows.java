package dev.rollstream.producer.task;

import dev.rollstream.producer.task.Pacing.FollowedLearner;
import dev.rollstream.runtime.StageException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Decides how many groups may be made now, from what the topics say. Two windows bound a run: groups in flight (memory), and
 * usable groups beyond the followed learner's position (staleness). A group that ends FILTERED, EXPIRED or CANCELLED leaves
 * both, and so is replaced. A pure state machine: rebuilt after a restart by telling it again what the topics hold.
 */
final class Windows implements StreamListener {
    private final Optional<FollowedLearner> learner;
    private final InFlightWindow inFlight;
    private final AheadWindow ahead = new AheadWindow();
    private OptionalInt batchSize = OptionalInt.empty();
    private OptionalLong policyVersion = OptionalLong.empty();
    private long nextSequence;

    /** Empty windows for a run without groups. */
    Windows(Pacing pacing, OptionalLong count) {
        this.learner = pacing.learner();
        this.inFlight = new InFlightWindow(pacing.maxInFlight(), silentAfter(pacing, count));
    }

    /** The whole of what can be in flight at once: the smallest of window, learner's window and run. */
    private static int silentAfter(Pacing pacing, OptionalLong count) {
        int window = pacing.maxInFlight();
        OptionalInt ahead = pacing.learner().map(FollowedLearner::maxAhead).orElse(OptionalInt.empty());
        window = Math.min(window, ahead.orElse(window));
        return (int) Math.max(1, Math.min(window, count.orElse(window)));
    }

    @Override
    public void made(long sequence) {
        inFlight.opened(sequence);
        nextSequence = Math.max(nextSequence, sequence + 1);
    }

    /** A sequence number was used up without a group. */
    void skipped(long sequence) {
        nextSequence = Math.max(nextSequence, sequence + 1);
    }

    @Override
    public void ended(GroupEnd end) {
        if (inFlight.ended(end.sequence(), end.answer()) && end.usable()) {
            ahead.usable(end.partition(), end.offset());
        }
    }

    @Override
    public void refused(int partition, long offset) {
        ahead.refused(partition, offset);
    }

    /**
     * {@inheritDoc}
     *
     * @throws StageException if the learner's batch is larger than the window: it would wait for ever
     */
    @Override
    public void moved(LearnerPosition position) {
        FollowedLearner followed = learner.orElseThrow();
        ahead.moved(position.next());
        batchSize = position.batchSize().isPresent() ? position.batchSize() : batchSize;
        policyVersion = position.policyVersion().isPresent() ? position.policyVersion() : policyVersion;
        if (!followed.sync()
                && followed.maxAhead().isPresent()
                && batchSize.isPresent()
                && followed.maxAhead().getAsInt() < batchSize.getAsInt()) {
            throw new StageException("--max-ahead " + followed.maxAhead().getAsInt() + " is below the batch of learner "
                    + followed.name() + ", " + batchSize.getAsInt()
                    + " groups: it would wait for ever; set --max-ahead to "
                    + batchSize.getAsInt() + " or more");
        }
    }

    /** How many groups may be made now. */
    int room() {
        int room = inFlight.room();
        if (learner.isPresent()) {
            room = Math.min(room, aheadLimit().orElse(0) - inFlight.open() - ahead.unread());
        }
        return Math.max(0, room);
    }

    private OptionalInt aheadLimit() {
        FollowedLearner followed = learner.orElseThrow();
        boolean oneBatch = followed.sync() || followed.maxAhead().isEmpty();
        return oneBatch && batchSize.isPresent() ? batchSize : followed.maxAhead();
    }

    /** Why nothing can be made for a reason that someone should look at; empty if all is well. */
    Optional<String> obstacle() {
        if (learner.isPresent() && aheadLimit().isEmpty()) {
            return Optional.of("learner " + learner.get().name()
                    + " has not said its batch size on topic progress yet; start it," + " or set --max-ahead");
        }
        if (inFlight.silent()) {
            return Optional.of(
                    "no worker answers: a whole window of groups ended without one member; one group at a time is tried"
                            + " until one does");
        }
        return Optional.empty();
    }

    /** Version of the policy that a task made now asks for; empty: any. */
    OptionalLong requiredPolicyVersion() {
        return learner.map(FollowedLearner::sync).orElse(false) ? policyVersion : OptionalLong.empty();
    }

    /** The first sequence number that is not used yet. */
    long nextSequence() {
        return nextSequence;
    }

    /** Groups without a terminal record. */
    int open() {
        return inFlight.open();
    }

    /** Usable groups beyond the learner's position. */
    int unread() {
        return ahead.unread();
    }
}
