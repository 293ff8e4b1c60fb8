package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topics;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules 1 and 2: each answer key and each terminal record points at its group's own task, and each task has an answer key. */
final class TasksAreReferenced implements Guarantee {
    private final String tasksTopic;
    private final Map<String, Logged<String>> tasks = new HashMap<>();
    private final Map<String, Long> keyTimes = new HashMap<>();
    private final Map<String, RecordRef> references = new HashMap<>();

    TasksAreReferenced(Topics topics) {
        this.tasksTopic = topics.tasks().name();
    }

    @Override
    public String name() {
        return "tasks-and-answer-keys-belong-together";
    }

    @Override
    public void onTask(Logged<Task> task) {
        tasks.putIfAbsent(
                task.key(),
                new Logged<>(
                        task.key(),
                        task.partition(),
                        task.offset(),
                        task.timestampMs(),
                        task.value().getGroupId()));
    }

    @Override
    public void onAnswerKey(Logged<AnswerKeyEvent> event) {
        AnswerKey key = event.value().getAnswerKey();
        if (key != null) {
            keyTimes.putIfAbsent(event.key(), event.timestampMs());
            refer(event.key(), key.getTask());
        }
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        refer(group.key(), group.value().getTask());
    }

    private void refer(String group, @Nullable RecordRef task) {
        if (task != null) {
            references.put(group, task);
        }
    }

    @Override
    public Finding verify(Window window) {
        Finding.Builder finding = new Finding.Builder(name());
        keyTimes.forEach((group, timeMs) -> {
            if (window.holds(timeMs)) {
                Logged<String> task = tasks.get(group);
                finding.require(
                        task != null && task.value().equals(group) && task.isAt(references.get(group)),
                        "group " + group + " refers to a task that is not its own");
            }
        });
        tasks.forEach((group, task) -> {
            if (window.holds(task.timestampMs()) && window.isCommitted(tasksTopic, task)) {
                finding.require(keyTimes.containsKey(group), "the task of group " + group + " has no answer key");
            }
        });
        return finding.build();
    }
}
