package dev.rollstream.local.life;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Notes what decides how a group ended while its records pass by. */
final class Ending {
    private final List<AdvantageGroup> terminals = new ArrayList<>();
    private boolean key;
    private boolean opened;
    private boolean closed;
    private int members;

    Function<AnswerKeyEvent, String> noting(Function<AnswerKeyEvent, String> sentence) {
        return event -> {
            key = key || event.getAnswerKey() != null;
            return sentence.apply(event);
        };
    }

    Function<RewardEvent, String> notingReward(Function<RewardEvent, String> sentence) {
        return event -> {
            opened = opened || event.getType() == RewardEventType.OPEN;
            closed = closed || event.getType() == RewardEventType.CLOSE;
            members += event.getType() == RewardEventType.MEMBER ? 1 : 0;
            return sentence.apply(event);
        };
    }

    Function<AdvantageGroup, String> notingEnd(Function<AdvantageGroup, String> sentence) {
        return group -> {
            terminals.add(group);
            return sentence.apply(group);
        };
    }

    /** How the group ended and why, or what it waits for. */
    String verdict() {
        if (terminals.size() > 1) {
            return "ended " + terminals.size() + " times, which must never happen: run 'rollstream audit'";
        }
        if (terminals.size() == 1) {
            return ended(terminals.get(0));
        }
        if (closed) {
            return "closed by the scorer, not folded yet: is an aggregator running?";
        }
        if (opened) {
            return "open, " + members + " members so far: it ends with its last member or at its deadline";
        }
        return key
                ? "waits for the scorer: is one running?"
                : "has no answer key: it was never a group of this stream, or retention has taken the key";
    }

    private static String ended(AdvantageGroup group) {
        String detail = group.getDetail() == null ? "" : ": " + group.getDetail();
        return "ended " + group.getOutcome() + " (" + why(group) + ")" + detail;
    }

    private static String why(AdvantageGroup group) {
        if (group.getReason() != GroupReason.NONE) {
            return group.getReason().toString();
        }
        return switch (group.getClosedBy()) {
            case FULL -> "every member came";
            case DEADLINE -> "the deadline came with enough members";
            case CANCEL -> "cancelled";
            case UNKNOWN -> "for a reason this program does not know";
        };
    }
}
