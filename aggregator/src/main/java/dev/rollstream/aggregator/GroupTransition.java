package dev.rollstream.aggregator;

import dev.rollstream.aggregator.FoldStep.DuplicateMember;
import dev.rollstream.aggregator.FoldStep.DuplicateOpen;
import dev.rollstream.aggregator.FoldStep.Ended;
import dev.rollstream.aggregator.FoldStep.MemberTaken;
import dev.rollstream.aggregator.FoldStep.Opened;
import dev.rollstream.aggregator.FoldStep.Rejected;
import dev.rollstream.aggregator.PackedGroup.Appended;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fold of one group: packed state and one event in, a {@link FoldStep} out. A pure function without a clock; members count by
 * slot, so redelivery in any order changes nothing.
 */
final class GroupTransition {

    /** Largest state of one group, in bytes: about 40,000 members. What would go beyond is dead-lettered, member by member. */
    static final int MAX_STATE_BYTES = 2 * 1024 * 1024;

    private GroupTransition() {}

    /**
     * Applies an event.
     *
     * @param state the group's packed state; null if it is not open
     * @param key the record's key, which must be the event's group id
     */
    static FoldStep apply(byte @Nullable [] state, String key, RewardEvent event) {
        if (!key.equals(event.getGroupId())) {
            return invalid("the record's key is not the event's group id");
        }
        return switch (event.getType()) {
            case OPEN -> open(state, event);
            case MEMBER -> member(state, event.getMember());
            case CLOSE -> close(state, key, event.getClosed());
            case UNKNOWN -> invalid("an event of a type that this program does not know");
        };
    }

    private static FoldStep open(byte @Nullable [] state, RewardEvent event) {
        GroupOpened opened = event.getOpened();
        if (opened == null) {
            return invalid("OPEN without its field 'opened'");
        }
        return state == null ? new Opened(PackedGroup.open(event.getRunId(), opened)) : new DuplicateOpen();
    }

    private static FoldStep member(byte @Nullable [] state, @Nullable MemberScored member) {
        if (member == null) {
            return invalid("MEMBER without its field 'member'");
        }
        if (state == null) {
            return new Rejected(DeadLetterReason.ORPHAN, "MEMBER of a group that is not open");
        }
        PackedGroup group = PackedGroup.of(state);
        if (!group.hasSlot(member.getIndex())) {
            return invalid("member index " + member.getIndex() + " in a group of " + group.groupSize());
        }
        Appended appended = group.append(sound(member));
        byte[] next = appended.bytes();
        if (next.length > MAX_STATE_BYTES) {
            return new Rejected(
                    DeadLetterReason.OVERSIZE,
                    "with this member the group's state would take " + next.length + " bytes, the limit is "
                            + MAX_STATE_BYTES);
        }
        return appended.taken() ? new MemberTaken(next) : new DuplicateMember(next);
    }

    private static FoldStep close(byte @Nullable [] state, String groupId, @Nullable GroupClosed closed) {
        if (state == null) {
            return new Rejected(DeadLetterReason.ORPHAN, "CLOSE of a group that is not open");
        }
        // A CLOSE without its field still ends the group: a group that never ended would be worse than one that does
        // not say why.
        GroupClosed end = closed == null ? GroupClosed.newBuilder().build() : closed;
        return new Ended(GroupEnding.of(groupId, PackedGroup.of(state).read(), end, state.length));
    }

    /**
     * The member as the rest may rely on it: a reward if and only if it is SCORED, and it is finite; components of distinct names, with
     * finite values or none. A SCORED member without a finite reward is an ERROR: the slot is taken, the reward is not known.
     */
    private static MemberScored sound(MemberScored member) {
        boolean hasReward = member.getOutcome() == MemberOutcome.SCORED && finite(member.getReward());
        boolean rewardFits = hasReward || (member.getOutcome() != MemberOutcome.SCORED && member.getReward() == null);
        if (rewardFits && soundComponents(member.getComponents())) {
            return member;
        }
        MemberScored.Builder sound = MemberScored.newBuilder(member);
        sound.setComponents(distinct(member.getComponents()));
        if (!hasReward) {
            sound.clearReward();
        }
        if (!hasReward && member.getOutcome() == MemberOutcome.SCORED) {
            sound.setOutcome(MemberOutcome.ERROR);
        }
        return sound.build();
    }

    private static boolean soundComponents(List<Component> components) {
        for (int i = 0; i < components.size(); i++) {
            Component component = components.get(i);
            if (component.getValue() != null && !finite(component.getValue())) {
                return false;
            }
            for (int j = 0; j < i; j++) {
                if (components.get(j).getName().equals(component.getName())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean finite(@Nullable Double value) {
        return value != null && Double.isFinite(value);
    }

    private static List<Component> distinct(List<Component> components) {
        Set<String> names = new HashSet<>();
        List<Component> distinct = new ArrayList<>(components.size());
        for (Component component : components) {
            if (names.add(component.getName())) {
                Double value = component.getValue();
                distinct.add(
                        value == null || finite(value)
                                ? component
                                : Component.newBuilder(component).clearValue().build());
            }
        }
        return distinct;
    }

    private static Rejected invalid(String detail) {
        return new Rejected(DeadLetterReason.INVALID, detail);
    }
}
