package dev.rollstream.local.simulation;

import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.scorer.group.GroupState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that was written to the scorer's inputs, with what must come of it: the truth that the invariants compare with. */
final class Inputs {
    /** The first answer key of a group that can be used. */
    record Key(String group, int size, String answer, long atMs, long ttlMs) {
        long deadlineMs() {
            return atMs + ttlMs;
        }

        /** Until when the scorer must remember the group. */
        long forgetMs() {
            return deadlineMs() + Math.max(ttlMs, GroupState.MIN_STUB_MS);
        }
    }

    /** What makes a rollout's reward. */
    record Content(Reply reply, int nonce) {}

    /** Where a rollout wants to go. */
    record Slot(String group, int index) {}

    /**
     * A rollout in its topic.
     *
     * @param flaw why it can never be a member; empty: it can
     */
    record Sent(long offset, long atMs, Slot slot, Content content, Optional<DeadLetterReason> flaw) {
        boolean isFlawless() {
            return flaw.isEmpty();
        }
    }

    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, List<Long>> cancelTimes = new HashMap<>();
    private final NavigableMap<Long, Optional<DeadLetterReason>> answerKeyFates = new TreeMap<>();
    private final NavigableMap<Long, Sent> rollouts = new TreeMap<>();
    private final Map<String, List<Sent>> rolloutsOf = new HashMap<>();
    private final NavigableMap<Long, Optional<DeadLetterReason>> rewardFates = new TreeMap<>();

    /** A usable answer key: it opens its group, or is a dead letter if another one did before. */
    void key(long offset, Key key, boolean isRepetition) {
        boolean first = keys.putIfAbsent(key.group(), key) == null;
        answerKeyFates.put(offset, first || isRepetition ? Optional.empty() : Optional.of(DeadLetterReason.CONFLICT));
    }

    /** A cancellation: it may end its group, and is a dead letter if no key came before it. */
    void cancel(long offset, String group, long atMs) {
        boolean known = keys.containsKey(group);
        answerKeyFates.put(offset, known ? Optional.empty() : Optional.of(DeadLetterReason.NO_ANSWER_KEY));
        if (known) {
            cancelTimes.computeIfAbsent(group, id -> new ArrayList<>()).add(atMs);
        }
    }

    /** A record in ANSWER-KEYS that must become a dead letter. */
    void badAnswerKey(long offset, DeadLetterReason reason) {
        answerKeyFates.put(offset, Optional.of(reason));
    }

    /** Bytes in REWARDS that nobody can read. */
    void badReward(long offset) {
        rewardFates.put(offset, Optional.of(DeadLetterReason.UNDECODABLE));
    }

    void rollout(Sent sent) {
        rollouts.put(sent.offset(), sent);
        if (sent.isFlawless()) {
            rolloutsOf
                    .computeIfAbsent(sent.slot().group(), id -> new ArrayList<>())
                    .add(sent);
        }
    }

    Optional<Key> keyOf(String group) {
        return Optional.ofNullable(keys.get(group));
    }

    Map<String, Key> keys() {
        return keys;
    }

    /** Append times of a group's cancellations that came after its key. */
    List<Long> cancelTimes(String group) {
        return cancelTimes.getOrDefault(group, List.of());
    }

    Optional<Sent> rolloutAt(long offset) {
        return Optional.ofNullable(rollouts.get(offset));
    }

    NavigableMap<Long, Sent> rollouts() {
        return rollouts;
    }

    /** A group's flawless rollouts in the order of the log. */
    List<Sent> rolloutsOf(String group) {
        return rolloutsOf.getOrDefault(group, List.of());
    }

    /** By offset, the reason for which a record of ANSWER-KEYS must become a dead letter; empty: it must not. */
    NavigableMap<Long, Optional<DeadLetterReason>> answerKeyFates() {
        return answerKeyFates;
    }

    /** By offset, the reason for which a record of REWARDS must become a dead letter. */
    NavigableMap<Long, Optional<DeadLetterReason>> rewardFates() {
        return rewardFates;
    }
}
