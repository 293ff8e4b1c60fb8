package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.local.simulation.Inputs.Key;
import dev.rollstream.local.simulation.Inputs.Sent;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What must be true of published REWARDS after every event: lives are orderly, the lowest offset wins each slot, rewards are what
 * the answers are worth, and a group that ends by its deadline had no rollout waiting that could still have come in time.
 */
final class RewardInvariants {
    private static final class Life {
        private final Key key;
        private final Map<Integer, Sent> members = new HashMap<>();
        private boolean closed;

        Life(Key key) {
            this.key = key;
        }
    }

    private final Inputs inputs;
    private final DeadLetters deadLetters;
    private final String rolloutsTopic;
    private final Coverage coverage;
    private final Map<String, Life> lives = new HashMap<>();
    private final Set<String> full = new HashSet<>();

    RewardInvariants(Inputs inputs, DeadLetters deadLetters, String rolloutsTopic, Coverage coverage) {
        this.inputs = inputs;
        this.deadLetters = deadLetters;
        this.rolloutsTopic = rolloutsTopic;
        this.coverage = coverage;
    }

    /** The next published event. */
    void accept(RewardEvent event, long nowMs) {
        String group = event.getGroupId();
        Optional<Key> key = inputs.keyOf(group);
        assertThat(key).as("group %s has an answer key", group).isPresent();
        Life life = lives.get(group);
        if (event.getOpened() != null) {
            assertThat(life == null).as("group %s is opened once", group).isTrue();
            lives.put(group, opened(key.orElseThrow(), event.getOpened()));
            return;
        }
        assertThat(life != null)
                .as("group %s was opened before %s", group, event)
                .isTrue();
        Life known = Objects.requireNonNull(life);
        assertThat(known.closed)
                .as("group %s goes on after its end: %s", group, event)
                .isFalse();
        if (event.getMember() != null) {
            member(known, event.getMember());
        } else {
            close(known, event.getClosed(), nowMs);
        }
    }

    /** All published events were accepted. */
    void settled() {
        assertThat(full)
                .as("groups whose last slot is taken are closed in the same transaction")
                .isEmpty();
    }

    private static Life opened(Key key, GroupOpened opened) {
        assertThat(opened.getGroupSize()).as("size of %s", key).isEqualTo(key.size());
        assertThat(opened.getOpenedAtMs()).as("opening of %s", key).isEqualTo(key.atMs());
        assertThat(opened.getDeadlineMs()).as("deadline of %s", key).isEqualTo(key.deadlineMs());
        return new Life(key);
    }

    private void member(Life life, MemberScored member) {
        long offset = member.getRollout().getOffset();
        Sent sent = inputs.rolloutAt(offset)
                .orElseThrow(() -> new AssertionError("there is no rollout at offset " + offset));
        assertThat(sent.isFlawless()).as("%s can be a member", sent).isTrue();
        assertThat(new Inputs.Slot(life.key.group(), member.getIndex()))
                .as("slot of %s", sent)
                .isEqualTo(sent.slot());
        assertThat(member.getIndex()).as("slot of %s in %s", sent, life.key).isLessThan(life.key.size());
        assertThat(sent.atMs())
                .as("%s came before the deadline of %s", sent, life.key)
                .isLessThan(life.key.deadlineMs());
        assertThat(member.getOutcome())
                .as("outcome of %s", sent)
                .isEqualTo(sent.content().reply().outcome());
        assertThat(member.getReward())
                .as("reward of %s for %s", sent, life.key)
                .isEqualTo(sent.content().reply().reward(life.key.answer()));
        assertThat(deadLetters.at(rolloutsTopic, offset))
                .as("a member is no dead letter: %s", sent)
                .isEmpty();
        assertThat(life.members.put(member.getIndex(), sent))
                .as("slot of %s is taken once", sent)
                .isNull();
        assertThat(inputs.rolloutsOf(life.key.group()))
                .as("an earlier rollout for the slot of %s", sent)
                .noneMatch(other -> other.slot().equals(sent.slot())
                        && other.offset() < offset
                        && !deadLetters.neverMetItsKey(rolloutsTopic, other.offset()));
        if (sent.atMs() < life.key.atMs()) {
            coverage.add("member that came before its key");
        }
        if (life.members.size() == life.key.size()) {
            full.add(life.key.group());
        }
    }

    private void close(Life life, GroupClosed closed, long nowMs) {
        ClosedBy by = closed.getClosedBy();
        life.closed = true;
        assertThat(closed.getMembers()).as("members of %s", life.key).isEqualTo(life.members.size());
        assertThat(by == ClosedBy.FULL)
                .as("%s ends by %s with %s", life.key, by, life.members)
                .isEqualTo(full.remove(life.key.group()));
        switch (by) {
            case FULL -> closedFull(life, closed);
            case DEADLINE -> closedByDeadline(life, closed);
            case CANCEL -> closedByCancel(life, closed);
            case UNKNOWN -> throw new AssertionError(life.key + " ends without saying why");
        }
        coverage.add("group ended by " + by);
        if (by == ClosedBy.FULL && nowMs > life.key.deadlineMs() + SimulatedReadiness.SLACK_MS) {
            coverage.add("group completed although its deadline had passed");
        }
    }

    private void closedFull(Life life, GroupClosed closed) {
        Sent last = life.members.values().stream()
                .max((one, other) -> Long.compare(one.offset(), other.offset()))
                .orElseThrow();
        assertThat(closed.getClosedAtMs()).as("end of %s", life.key).isEqualTo(Math.max(life.key.atMs(), last.atMs()));
        assertThat(closed.getDuplicates())
                .as("duplicates of %s", life.key)
                .isEqualTo(repetitions(life).stream()
                        .filter(sent -> sent.offset() < last.offset())
                        .count());
    }

    private void closedByDeadline(Life life, GroupClosed closed) {
        Key key = life.key;
        assertThat(closed.getClosedAtMs()).as("end of %s", key).isEqualTo(key.deadlineMs());
        List<Sent> inTime = inputs.rolloutsOf(key.group()).stream()
                .filter(sent -> sent.atMs() < key.deadlineMs())
                .toList();
        assertThat(inTime)
                .as("rollouts that %s did not wait for, with %s", key, life.members)
                .noneMatch(sent -> sent.slot().index() < key.size()
                        && !life.members.containsKey(sent.slot().index())
                        && !deadLetters.neverMetItsKey(rolloutsTopic, sent.offset()));
        assertThat(closed.getDuplicates())
                .as("duplicates of %s", key)
                .isEqualTo(repetitions(life).stream().filter(inTime::contains).count());
    }

    private void closedByCancel(Life life, GroupClosed closed) {
        List<Long> cancels = inputs.cancelTimes(life.key.group());
        assertThat(cancels).as("cancellations of %s", life.key).isNotEmpty();
        assertThat(closed.getClosedAtMs()).as("end of %s", life.key).isEqualTo(cancels.get(0));
        assertThat((long) closed.getDuplicates())
                .as("duplicates of %s", life.key)
                .isLessThanOrEqualTo(repetitions(life).size());
    }

    /** Rollouts for slots of a group that were not taken by them. */
    private List<Sent> repetitions(Life life) {
        return inputs.rolloutsOf(life.key.group()).stream()
                .filter(sent -> sent.slot().index() < life.key.size())
                .filter(sent -> !sent.equals(life.members.get(sent.slot().index())))
                .filter(sent -> deadLetters
                        .at(rolloutsTopic, sent.offset())
                        .filter(reason -> reason != DeadLetterReason.CONFLICT)
                        .isEmpty())
                .toList();
    }

    /** Who took a slot. */
    Optional<Sent> winner(Inputs.Slot slot) {
        Life life = lives.get(slot.group());
        return life == null ? Optional.empty() : Optional.ofNullable(life.members.get(slot.index()));
    }

    boolean isOpened(String group) {
        return lives.containsKey(group);
    }

    boolean isClosed(String group) {
        Life life = lives.get(group);
        return life != null && life.closed;
    }
}
