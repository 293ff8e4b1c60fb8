package dev.rollstream.local.load;

import dev.rollstream.avro.RecordRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of the load: what it asks for, and everything that was written for it, in the order of writing. The broker's append
 * times are part of it, so that what must become of the group does not depend on how fast the test ran.
 */
public final class SeededGroup {
    /** What happened to the group, beside its answer key. */
    public sealed interface Event permits RolloutWritten, CancelWritten {}

    /**
     * A rollout.
     *
     * @param strayed whether it lies in another partition than the group's
     */
    public record RolloutWritten(
            int index, Completion kind, @Nullable String text, boolean strayed, Landing at) implements Event {
        boolean sameContent(RolloutWritten other) {
            return kind.finishReason() == other.kind.finishReason() && Objects.equals(text, other.text);
        }
    }

    /** A cancellation, written when everything before it had been scored. */
    public record CancelWritten() implements Event {}

    private final String id;
    private final String answer;
    private final int partition;
    private final Settings settings;
    private final List<Event> events = new ArrayList<>();
    private @Nullable Landing answerKey;
    private @Nullable RecordRef task;

    public SeededGroup(String id, String answer, int partition, Settings settings) {
        this.id = id;
        this.answer = answer;
        this.partition = partition;
        this.settings = settings;
    }

    public String id() {
        return id;
    }

    public String runId() {
        return id.substring(0, id.lastIndexOf('/'));
    }

    public String answer() {
        return answer;
    }

    public int partition() {
        return partition;
    }

    public Settings settings() {
        return settings;
    }

    /** Where its task lies; null: not written yet. */
    @Nullable
    public RecordRef task() {
        return task;
    }

    /** Where the answer key lies that opens it; null: there is none that does. */
    @Nullable
    public Landing answerKey() {
        return answerKey;
    }

    public List<Event> events() {
        return events;
    }

    public void opened(RecordRef taskRef, Landing keyLanding) {
        task = taskRef;
        answerKey = keyLanding;
    }

    public void happened(Event event) {
        events.add(event);
    }

    /** The first rollout that was written for a slot. */
    public RolloutWritten first(int index) {
        return events.stream()
                .filter(RolloutWritten.class::isInstance)
                .map(RolloutWritten.class::cast)
                .filter(rollout -> rollout.index() == index)
                .findFirst()
                .orElseThrow();
    }
}
