package dev.rollstream.local.e2e;

import dev.rollstream.avro.RecordRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of the load: what it asks for, and everything that was written for it, in the order of writing. The broker's append
 * times are part of it, so that what must become of the group does not depend on how fast the test ran.
 */
final class SeededGroup {
    /** What happened to the group, beside its answer key. */
    sealed interface Event permits RolloutWritten, CancelWritten {}

    /**
     * A rollout.
     *
     * @param strayed whether it lies in another partition than the group's
     */
    record RolloutWritten(
            int index, Completion kind, @Nullable String text, boolean strayed, Landing at) implements Event {
        boolean sameContent(RolloutWritten other) {
            return kind.finishReason() == other.kind.finishReason() && Objects.equals(text, other.text);
        }
    }

    /** A cancellation, written when everything before it had been scored. */
    record CancelWritten() implements Event {}

    private final String id;
    private final String answer;
    private final int partition;
    private final Settings settings;
    private final List<Event> events = new ArrayList<>();
    private @Nullable Landing answerKey;
    private @Nullable RecordRef task;

    SeededGroup(String id, String answer, int partition, Settings settings) {
        this.id = id;
        this.answer = answer;
        this.partition = partition;
        this.settings = settings;
    }

    String id() {
        return id;
    }

    String runId() {
        return id.substring(0, id.lastIndexOf('/'));
    }

    String answer() {
        return answer;
    }

    int partition() {
        return partition;
    }

    Settings settings() {
        return settings;
    }

    /** Where its task lies; null: not written yet. */
    @Nullable
    RecordRef task() {
        return task;
    }

    /** Where the answer key lies that opens it; null: there is none that does. */
    @Nullable
    Landing answerKey() {
        return answerKey;
    }

    List<Event> events() {
        return events;
    }

    void opened(RecordRef taskRef, Landing keyLanding) {
        task = taskRef;
        answerKey = keyLanding;
    }

    void happened(Event event) {
        events.add(event);
    }

    /** The first rollout that was written for a slot. */
    RolloutWritten first(int index) {
        return events.stream()
                .filter(RolloutWritten.class::isInstance)
                .map(RolloutWritten.class::cast)
                .filter(rollout -> rollout.index() == index)
                .findFirst()
                .orElseThrow();
    }
}
