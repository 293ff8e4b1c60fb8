package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Rule 3: one answer key in, one terminal record out. Groups that are still open are named, not blamed. */
final class OneTerminalRecord implements Guarantee {
    private final Map<String, Long> keyTimes = new HashMap<>();
    private final Map<String, Integer> terminals = new HashMap<>();

    @Override
    public String name() {
        return "one-terminal-record-per-answer-key";
    }

    @Override
    public void onAnswerKey(Logged<AnswerKeyEvent> event) {
        if (event.value().getType() == AnswerKeyEventType.KEY) {
            keyTimes.putIfAbsent(event.key(), event.timestampMs());
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
        keyTimes.forEach((group, timeMs) -> {
            int count = terminals.getOrDefault(group, 0);
            if (count == 0) {
                open.add(group);
            } else {
                finding.require(count == 1, "group " + group + " has " + count + " terminal records");
            }
        });
        terminals.forEach((group, count) -> {
            if (!keyTimes.containsKey(group) && !window.isCut()) {
                finding.require(false, "group " + group + " has a terminal record, but no answer key");
            }
        });
        if (!open.isEmpty()) {
            finding.note(open.size() + " open, such as " + open.stream().sorted().findFirst().orElse(""));
        }
        return finding.build();
    }
}
