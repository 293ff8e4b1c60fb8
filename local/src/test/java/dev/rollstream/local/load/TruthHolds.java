package dev.rollstream.local.load;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Rollout;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantee;
import dev.rollstream.local.audit.Logged;
import dev.rollstream.local.audit.Window;
import dev.rollstream.local.load.SeededGroup.RolloutWritten;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every group ended as the load says it must, with its numbers, and the dead letters are the ones that were seeded: no more, no fewer. */
public final class TruthHolds implements Guarantee {
    private static final double TOLERANCE = 1e-9;

    private final Truth truth;
    private final String rolloutsTopic;
    private final Map<String, AdvantageGroup> ended = new HashMap<>();
    private final Set<Landing.Place> ofOtherRuns = new HashSet<>();
    private final Map<Landing.Place, DeadLetterReason> dead = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long checked;

    public TruthHolds(Truth truth, String rolloutsTopic) {
        this.rolloutsTopic = rolloutsTopic;
        this.truth = truth;
    }

    @Override
    public String name() {
        return "groups-end-as-they-must";
    }

    @Override
    public void onRollout(Logged<Rollout> rollout) {
        if (!isOwn(rollout.key())) {
            ofOtherRuns.add(new Landing.Place(rolloutsTopic, rollout.partition(), rollout.offset()));
        }
    }

    private boolean isOwn(String group) {
        return group.startsWith(truth.runId() + "/");
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        require(ended.put(group.key(), group.value()) == null, "group " + group.key() + " ended twice");
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        Landing.Place place = new Landing.Place(letter.topic(), letter.partition(), letter.offset());
        require(dead.put(place, letter.reason()) == null, place + " was dead-lettered twice");
    }

    @Override
    public Finding verify(Window window) {
        truth.fates().values().forEach(this::judge);
        ended.keySet().stream()
                .filter(this::isOwn)
                .forEach(id -> require(truth.fates().containsKey(id), "nobody asked for group " + id));
        truth.deadLetters().forEach((place, reason) -> same("dead letter of " + place, reason, dead.get(place)));
        dead.forEach((place, reason) -> require(
                truth.deadLetters().containsKey(place) || ofOtherRuns.contains(place),
                place + " was dead-lettered as " + reason + " for nothing"));
        return new Finding(
                name(), checked, violations.size(), violations.subList(0, Math.min(10, violations.size())), "");
    }

    private void judge(Fate fate) {
        String what = "group " + fate.group().id();
        AdvantageGroup group = ended.get(fate.group().id());
        if (group == null) {
            require(false, what + " has no terminal record");
            return;
        }
        same(what, fate.ending(), new Fate.Ending(group.getOutcome(), group.getReason()));
        same(what + ": closed by", fate.closedBy(), group.getClosedBy());
        same(what + ": purpose", fate.group().settings().purpose(), group.getPurpose());
        same(
                what + ": duplicates",
                fate.duplicates(),
                Objects.requireNonNull(group.getCounts()).getDuplicates());
        if (fate.closedAtMs() != null) {
            same(what + ": closed at", fate.closedAtMs(), group.getClosedAtMs());
        }
        judgeMembers(what, fate, group.getMembers());
    }

    private void judgeMembers(String what, Fate fate, List<Member> members) {
        same(
                what + ": slots",
                List.copyOf(fate.members().keySet()),
                members.stream().map(Member::getIndex).toList());
        Map<Integer, Double> advantages = fate.advantages();
        for (Member member : members) {
            RolloutWritten winner = fate.members().get(member.getIndex());
            if (winner != null) {
                String slot = what + ", member " + member.getIndex();
                same(slot + ": outcome", winner.kind().outcome(), member.getOutcome());
                same(
                        slot + ": rollout",
                        winner.at().offset(),
                        Objects.requireNonNull(member.getRollout()).getOffset());
                near(slot + ": reward", winner.kind().reward(), member.getReward());
                near(slot + ": advantage", advantages.get(member.getIndex()), member.getAdvantage());
            }
        }
    }

    private void near(String what, @Nullable Double wanted, @Nullable Double found) {
        boolean close =
                wanted == null || found == null ? Objects.equals(wanted, found) : Math.abs(wanted - found) <= TOLERANCE;
        require(close, what + " is " + found + ", must be " + wanted);
    }

    private void same(String what, @Nullable Object wanted, @Nullable Object found) {
        require(Objects.equals(wanted, found), what + " is " + found + ", must be " + wanted);
    }

    private void require(boolean holds, String sentenceIfNot) {
        checked++;
        if (!holds) {
            violations.add(sentenceIfNot);
        }
    }
}
