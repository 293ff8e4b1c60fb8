package dev.rollstream.local.audit;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Topics;
import dev.rollstream.runtime.DeadLetter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules 1, 4 and 5 between ROLLOUTS and REWARDS: each member is a rollout that is there, of that group and slot; the lowest
 * offset won the slot; and every other rollout is accounted for, as a repetition of a taken slot or as a dead letter.
 */
final class MembersAreRollouts implements Guarantee {
    private record Slot(String group, int index) {}

    private record Place(int partition, long offset) {}

    private final AnswerKeyPlaces keys;
    private final String rolloutsTopic;
    private final Map<Place, Slot> rollouts = new HashMap<>();
    private final Map<Slot, Place> winners = new HashMap<>();
    private final Set<Place> deadLetters = new HashSet<>();

    MembersAreRollouts(Topics topics) {
        this.keys = new AnswerKeyPlaces(topics.answerKeys().name());
        this.rolloutsTopic = topics.rollouts().name();
    }

    @Override
    public String name() {
        return "members-are-rollouts";
    }

    @Override
    public void onAnswerKey(Logged<AnswerKeyEvent> event) {
        keys.onAnswerKey(event);
    }

    @Override
    public void onRollout(Logged<Rollout> rollout) {
        rollouts.put(
                new Place(rollout.partition(), rollout.offset()),
                new Slot(rollout.value().getGroupId(), rollout.value().getIndex()));
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        keys.onDeadLetter(letter);
        if (letter.topic().equals(rolloutsTopic)) {
            deadLetters.add(new Place(letter.partition(), letter.offset()));
        }
    }

    @Override
    public void onReward(Logged<RewardEvent> event) {
        MemberScored member = event.value().getMember();
        if (member != null && member.getRollout() != null) {
            RecordRef ref = member.getRollout();
            winners.putIfAbsent(
                    new Slot(event.key(), member.getIndex()), new Place(ref.getPartition(), ref.getOffset()));
        }
    }

    @Override
    public Finding verify(Window window) {
        Finding.Builder finding = new Finding.Builder(name());
        long waiting = rollouts.entrySet().stream()
                .filter(rollout -> keys.opening(rollout.getValue().group()).isEmpty())
                .filter(rollout -> !deadLetters.contains(rollout.getKey()))
                .count();
        if (waiting > 0) {
            finding.note(waiting + " rollouts wait for an answer key");
        }
        winners.forEach((slot, place) -> {
            if (isWhole(slot, window)) {
                Slot there = rollouts.get(place);
                finding.require(
                        slot.equals(there),
                        "member " + slot.index() + " of group " + slot.group() + " refers to rollout "
                                + place.partition() + "@" + place.offset() + ", where lies " + describe(there));
            }
        });
        rollouts.forEach((place, slot) -> {
            if (isWhole(slot, window) && window.isProcessed(rolloutsTopic, place.partition(), place.offset())) {
                judge(finding, place, slot);
            }
        });
        return finding.build();
    }

    private boolean isWhole(Slot slot, Window window) {
        return keys.opening(slot.group())
                .filter(key -> window.holds(key.timestampMs()))
                .isPresent();
    }

    private void judge(Finding.Builder finding, Place place, Slot slot) {
        Place winner = winners.get(slot);
        if (deadLetters.contains(place)) {
            finding.require(
                    !place.equals(winner),
                    "rollout " + place.partition() + "@" + place.offset() + " is a member and a dead letter");
        } else if (winner == null) {
            finding.require(
                    false,
                    "rollout " + place.partition() + "@" + place.offset() + " for slot " + slot.index() + " of group "
                            + slot.group() + " is neither a member nor a dead letter");
        } else {
            boolean sameLog = place.partition() == winner.partition();
            finding.require(
                    sameLog && winner.offset() <= place.offset(),
                    "slot " + slot.index() + " of group " + slot.group() + " went to offset " + winner.offset()
                            + ", but a rollout at " + place.offset() + " came before");
        }
    }

    private static String describe(@Nullable Slot slot) {
        return slot == null ? "nothing" : "member " + slot.index() + " of group " + slot.group();
    }
}
