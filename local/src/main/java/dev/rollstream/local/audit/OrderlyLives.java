package dev.rollstream.local.audit;

import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RewardEvent;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rule 4 on REWARDS: each group is opened once, takes each slot at most once, is closed once, and says nothing afterwards. */
final class OrderlyLives implements Guarantee {
    private final Finding.Builder finding = new Finding.Builder(name());
    private final Map<String, Life> lives = new HashMap<>();
    private long orphans;

    private static final class Life {
        int groupSize;
        boolean closed;
        final BitSet slots = new BitSet();
    }

    @Override
    public String name() {
        return "slots-are-taken-once";
    }

    @Override
    public void onReward(Logged<RewardEvent> event) {
        GroupOpened opened = event.value().getOpened();
        MemberScored member = event.value().getMember();
        GroupClosed closed = event.value().getClosed();
        if (opened != null) {
            open(event, opened);
            return;
        }
        Life life = lives.get(event.key());
        if (life == null) {
            orphans++;
            return;
        }
        finding.require(!life.closed, "group " + event.key() + " goes on after its CLOSE, at " + event.coordinates());
        if (member != null) {
            takeSlot(event, life, member);
        } else if (closed != null) {
            life.closed = true;
            finding.require(
                    closed.getMembers() != null && closed.getMembers() == life.slots.cardinality(),
                    "group " + event.key() + " closed with " + closed.getMembers() + " members, but has "
                            + life.slots.cardinality());
        }
    }

    private void open(Logged<RewardEvent> event, GroupOpened opened) {
        Life life = new Life();
        life.groupSize = sizeOf(opened.getGroupSize());
        finding.require(lives.put(event.key(), life) == null, "group " + event.key() + " was opened twice");
    }

    private static int sizeOf(@Nullable Integer size) {
        return size == null ? 0 : size;
    }

    private void takeSlot(Logged<RewardEvent> event, Life life, MemberScored member) {
        int index = member.getIndex();
        if (index < 0 || index >= life.groupSize) {
            finding.violated("group " + event.key() + " has a member " + index + " of " + life.groupSize);
            return;
        }
        finding.require(!life.slots.get(index), "group " + event.key() + " took slot " + index + " twice");
        life.slots.set(index);
    }

    @Override
    public Finding verify(Window window) {
        if (!window.isCut() && orphans > 0) {
            finding.violated(orphans + " reward events belong to groups that were never opened");
        }
        return finding.build();
    }
}
