package dev.rollstream.aggregator;

import dev.rollstream.aggregator.FoldStep.DuplicateMember;
import dev.rollstream.aggregator.FoldStep.DuplicateOpen;
import dev.rollstream.aggregator.FoldStep.Ended;
import dev.rollstream.aggregator.FoldStep.MemberTaken;
import dev.rollstream.aggregator.FoldStep.Opened;
import dev.rollstream.aggregator.FoldStep.Rejected;
import dev.rollstream.aggregator.GroupRows.Change;
import dev.rollstream.aggregator.PackedGroup.Packed;
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
 * The fold of one group: its rows and one event in, a {@link FoldStep} out. A pure function without a clock; members count by
 * slot, so redelivery in any order changes nothing. A member costs its own row, however many there are.
 */
final class GroupTransition {

    /**
     * Largest head of a group, and largest of all its members together, in bytes; each member may take its slot's share. What would go
     * beyond is dead-lettered, member by member.
     */
    static final int MAX_STATE_BYTES = 2 * 1024 * 1024;

    private GroupTransition() {}

    /**
     * Applies an event.
     *
     * @param rows what is stored of the group; no head if it is not open
     * @param key the record's key, which must be the event's group id
     */
    static FoldStep apply(GroupRows rows, String key, RewardEvent event) {
        if (!key.equals(event.getGroupId())) {
            return invalid("the record's key is not the event's group id");
        }
        byte[] head = rows.get(GroupRows.HEAD);
        return switch (event.getType()) {
            case OPEN -> open(head, event);
            case MEMBER -> member(head, rows, event.getMember());
            case CLOSE -> close(head, rows, key, event.getClosed());
            case UNKNOWN -> invalid("an event of a type that this program does not know");
        };
    }

    private static FoldStep open(byte @Nullable [] head, RewardEvent event) {
        GroupOpened opened = event.getOpened();
        if (opened == null) {
            return invalid("OPEN without its field 'opened'");
        }
        if (head != null) {
            return new DuplicateOpen();
        }
        return new Opened(List.of(new Change(GroupRows.HEAD, PackedGroup.open(event.getRunId(), opened))));
    }

    private static FoldStep member(byte @Nullable [] head, GroupRows rows, @Nullable MemberScored member) {
        if (member == null) {
            return invalid("MEMBER without its field 'member'");
        }
        if (head == null) {
            return new Rejected(DeadLetterReason.ORPHAN, "MEMBER of a group that is not open");
        }
        PackedGroup group = PackedGroup.of(head);
        int slot = member.getIndex();
        if (!group.hasSlot(slot)) {
            return invalid("member index " + slot + " in a group of " + size(group));
        }
        byte[] first = rows.get(slot);
        if (first != null) {
            return new DuplicateMember(List.of(new Change(slot, PackedGroup.repeated(first))));
        }
        return taken(group, slot, group.pack(sound(member)));
    }

    private static String size(PackedGroup group) {
        return group.groupSize() == OpenGroup.UNKNOWN_SIZE ? "unknown size" : Integer.toString(group.groupSize());
    }

    private static FoldStep taken(PackedGroup group, int slot, Packed packed) {
        int share = MAX_STATE_BYTES / group.groupSize();
        if (packed.head().length > MAX_STATE_BYTES || packed.member().length > share) {
            return new Rejected(
                    DeadLetterReason.OVERSIZE,
                    "with this member the group's head would take " + packed.head().length + " bytes of at most "
                            + MAX_STATE_BYTES + ", the member " + packed.member().length + " of at most " + share);
        }
        Change row = new Change(slot, packed.member());
        return new MemberTaken(
                packed.headHasGrown() ? List.of(new Change(GroupRows.HEAD, packed.head()), row) : List.of(row));
    }

    private static FoldStep close(
            byte @Nullable [] head, GroupRows rows, String groupId, @Nullable GroupClosed closed) {
        if (head == null) {
            return new Rejected(DeadLetterReason.ORPHAN, "CLOSE of a group that is not open");
        }
        // A CLOSE without its field still ends the group: a group that never ended would be worse than one that does
        // not say why.
        GroupClosed end = closed == null ? GroupClosed.newBuilder().build() : closed;
        OpenGroup group = PackedGroup.of(head).read(rows);
        List<Change> removed = new ArrayList<>(List.of(new Change(GroupRows.HEAD, null)));
        group.members().forEach(stored -> removed.add(new Change(stored.member().getIndex(), null)));
        return new Ended(GroupEnding.of(groupId, group, end), removed);
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
