package dev.rollstream.local.torture;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantee;
import dev.rollstream.local.audit.Logged;
import dev.rollstream.local.audit.Window;
import dev.rollstream.local.load.Landing.Place;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Of a run that real programs made, every group ended, and nothing is among the dead letters but rollouts that came second to a slot:
 * a task that was taken twice, or a forger.
 */
final class RepeatsAreDead implements Guarantee {
    private final Finding.Builder finding = new Finding.Builder(name());
    private final String run;
    private final String rollouts;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<Place, String> slots = new HashMap<>();
    private final Set<String> winners = new HashSet<>();
    private final Set<Place> second = new HashSet<>();
    private final Map<Place, DeadLetterReason> dead = new HashMap<>();

    RepeatsAreDead(String run, String rolloutsTopic) {
        this.run = run + "/";
        this.rollouts = rolloutsTopic;
    }

    @Override
    public String name() {
        return "a-run-ends-and-only-repeats-are-dead";
    }

    @Override
    public void onAnswerKey(Logged<AnswerKeyEvent> key) {
        if (key.key().startsWith(run)) {
            asked.add(key.key());
        }
    }

    @Override
    public void onRollout(Logged<Rollout> rollout) {
        if (rollout.key().startsWith(run)) {
            Place place = new Place(rollouts, rollout.partition(), rollout.offset());
            String slot = rollout.key() + "#" + rollout.value().getIndex();
            slots.put(place, slot);
            if (!winners.add(slot)) {
                second.add(place);
            }
        }
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        ended.add(group.key());
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        dead.put(new Place(letter.topic(), letter.partition(), letter.offset()), letter.reason());
    }

    @Override
    public Finding verify(Window window) {
        asked.forEach(group -> finding.require(ended.contains(group), "group " + group + " has no end"));
        dead.forEach((place, reason) -> {
            if (slots.containsKey(place)) {
                finding.require(
                        reason == DeadLetterReason.CONFLICT && second.contains(place),
                        "the rollout at " + place + " of " + slots.get(place) + " was dead-lettered as " + reason);
            }
        });
        return finding.build();
    }
}
