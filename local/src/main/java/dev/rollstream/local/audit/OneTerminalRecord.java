package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Topics;
import dev.rollstream.runtime.DeadLetter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rule 3: one answer key in, one terminal record out. A key that the scorer has read has opened its group, and a group whose end the
 * aggregator has read has its terminal record. Groups that are still open are named, not blamed; so are keys that the scorer could
 * not use and dead-lettered, which open no group.
 */
final class OneTerminalRecord implements Guarantee {
    private final AnswerKeyPlaces keys;
    private final String rewardsTopic;
    private final Set<String> opened = new HashSet<>();
    private final Map<String, Logged<String>> closed = new HashMap<>();
    private final Map<String, Integer> terminals = new HashMap<>();

    OneTerminalRecord(Topics topics) {
        this.keys = new AnswerKeyPlaces(topics.answerKeys().name());
        this.rewardsTopic = topics.rewards().name();
    }

    @Override
    public String name() {
        return "one-terminal-record-per-answer-key";
    }

    @Override
    public void onAnswerKey(Logged<AnswerKeyEvent> event) {
        keys.onAnswerKey(event);
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        keys.onDeadLetter(letter);
    }

    @Override
    public void onReward(Logged<RewardEvent> event) {
        if (event.value().getOpened() != null) {
            opened.add(event.key());
        } else if (event.value().getClosed() != null) {
            closed.put(
                    event.key(),
                    new Logged<>(event.key(), event.partition(), event.offset(), event.timestampMs(), event.key()));
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
        for (String group : keys.groups()) {
            int count = terminals.getOrDefault(group, 0);
            if (count > 0) {
                finding.require(count == 1, "group " + group + " has " + count + " terminal records");
            } else if (keys.opening(group).isEmpty()) {
                unusable.add(group);
            } else if (!isLost(finding, group, window)) {
                open.add(group);
            }
        }
        terminals.keySet().forEach(group -> {
            if (!keys.groups().contains(group) && !window.isCut()) {
                finding.require(false, "group " + group + " has a terminal record, but no answer key");
            }
        });
        List<String> notes = new ArrayList<>();
        note(notes, "open", open);
        note(notes, "with an answer key that could not be used", unusable);
        finding.note(String.join("; ", notes));
        return finding.build();
    }

    /** Whether a group without a terminal record should have got further than it has. */
    private boolean isLost(Finding.Builder finding, String group, Window window) {
        Logged<String> end = closed.get(group);
        boolean endRead = end != null && window.isProcessed(rewardsTopic, end.partition(), end.offset());
        boolean keyRead = !window.isCut() && keys.isRead(group, window);
        if (endRead) {
            finding.require(false, "group " + group + " was closed, but has no terminal record");
        } else if (keyRead && !opened.contains(group)) {
            finding.require(false, "the answer key of group " + group + " was read, but has not opened it");
            return true;
        }
        return endRead;
    }

    private static void note(List<String> notes, String what, Set<String> groups) {
        groups.stream()
                .sorted()
                .findFirst()
                .ifPresent(first -> notes.add(groups.size() + " " + what + ", such as " + first));
    }
}
