package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.runtime.DeadLetter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rule 3: one answer key in, one terminal record out. Groups that are still open are named, not blamed; so are keys that the
 * scorer could not use and dead-lettered, which open no group.
 */
final class OneTerminalRecord implements Guarantee {
    private record Place(int partition, long offset) {}

    private final String answerKeysTopic;
    private final Map<String, Place> keys = new HashMap<>();
    private final Set<Place> refused = new HashSet<>();
    private final Map<String, Integer> terminals = new HashMap<>();

    OneTerminalRecord(String answerKeysTopic) {
        this.answerKeysTopic = answerKeysTopic;
    }

    @Override
    public String name() {
        return "one-terminal-record-per-answer-key";
    }

    @Override
    public void onAnswerKey(Logged<AnswerKeyEvent> event) {
        if (event.value().getType() == AnswerKeyEventType.KEY) {
            keys.putIfAbsent(event.key(), new Place(event.partition(), event.offset()));
        }
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        if (letter.topic().equals(answerKeysTopic)) {
            refused.add(new Place(letter.partition(), letter.offset()));
        }
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        terminals.merge(group.key(), 1, Integer::sum);
    }

    @Override
    public Finding verify(Window window) {
        Finding.Builder finding = new Finding.Builder(name());
        Set<String> open = new HashSet<>();
        Set<String> unusable = new HashSet<>();
        keys.forEach((group, place) -> {
            int count = terminals.getOrDefault(group, 0);
            if (count == 0) {
                (refused.contains(place) ? unusable : open).add(group);
            } else {
                finding.require(count == 1, "group " + group + " has " + count + " terminal records");
            }
        });
        terminals.forEach((group, count) -> {
            if (!keys.containsKey(group) && !window.isCut()) {
                finding.require(false, "group " + group + " has a terminal record, but no answer key");
            }
        });
        List<String> notes = new ArrayList<>();
        note(notes, "open", open);
        note(notes, "with an answer key that could not be used", unusable);
        finding.note(String.join("; ", notes));
        return finding.build();
    }

    private static void note(List<String> notes, String what, Set<String> groups) {
        groups.stream()
                .sorted()
                .findFirst()
                .ifPresent(first -> notes.add(groups.size() + " " + what + ", such as " + first));
    }
}
