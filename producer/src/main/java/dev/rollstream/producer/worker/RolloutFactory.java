package dev.rollstream.producer.worker;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.RolloutTimings;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Makes the rollouts of one task: what the engine gave, with everything that a reader needs to know of where it came from. */
@SuppressWarnings("NullAway") // generated setters take null where the schema does
final class RolloutFactory {
    private static final int MAX_ERROR = 1_000;

    private final Engine engine;
    private final Origin origin;
    private final TakenTask taken;
    private final Task task;

    /**
     * Who answers.
     *
     * @param worker the worker's id
     * @param policyId the policy that it follows
     */
    record Origin(String worker, String policyId) {}

    RolloutFactory(Engine engine, Origin origin, TakenTask taken, Task task) {
        this.engine = engine;
        this.origin = origin;
        this.taken = taken;
        this.task = task;
    }

    /** Kind of the task; null if it names none. */
    @Nullable
    String taskType() {
        return task.getTaskType();
    }

    /** The rollout of a member. */
    Rollout rollout(MemberResult member) {
        return member instanceof Completed completed ? completed(completed) : failed((Failed) member);
    }

    private Rollout completed(Completed member) {
        List<Sequence> sequences = new ArrayList<>();
        for (Tokens part : member.sampled().sequences()) {
            sequences.add(sequence(sequences.size(), part));
        }
        OptionalInt tokens = member.sampled().count();
        MemberResult.Timing timing = member.timing();
        return base(member.index())
                .setText(member.text())
                .setTokenCount(tokens.isPresent() ? tokens.getAsInt() : null)
                .setFinishReason(member.finishReason())
                .setPolicyVersionMin(member.policy().oldest())
                .setPolicyVersionMax(member.policy().newest())
                .setLogprobKind(engine.logprobKind())
                .setTimings(new RolloutTimings(
                        taken.takenAtMs(),
                        timing.startedAtMs(),
                        timing.firstTokenAtMs().isPresent()
                                ? timing.firstTokenAtMs().getAsLong()
                                : null,
                        timing.finishedAtMs()))
                .setSequences(sequences)
                .build();
    }

    private static Sequence sequence(int step, Tokens part) {
        MemberResult.Prompt prompt = part.prompt();
        return Sequence.newBuilder()
                .setStepIndex(step)
                .setPromptLength(prompt.length().isPresent() ? prompt.length().getAsInt() : null)
                .setPromptTokenIds(prompt.ids().length > 0 ? PackedArrays.packInts(prompt.ids()) : null)
                .setTokenCount(part.ids().length)
                .setTokenIds(PackedArrays.packInts(part.ids()))
                .setLogprobs(
                        part.logprobs().length == part.ids().length ? PackedArrays.packFloats(part.logprobs()) : null)
                .build();
    }

    private Rollout failed(Failed member) {
        return error(member.index(), member.fault(), member.error());
    }

    /** The rollout of a member that failed. */
    Rollout error(int index, Fault fault, String why) {
        String error = fault.label() + ": " + (why.isEmpty() ? "no reason given" : why);
        return base(index)
                .setFinishReason(FinishReason.ERROR)
                .setError(error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR))
                .build();
    }

    private Rollout.Builder base(int index) {
        return Rollout.newBuilder()
                .setGroupId(task.getGroupId())
                .setRunId(task.getRunId())
                .setIndex(index)
                .setAttempt(taken.deliveryCount() - 1)
                .setTask(new RecordRef(
                        null, taken.record().partition(), taken.record().offset()))
                .setPolicyId(origin.policyId())
                .setWorker(origin.worker())
                .setEngine(engine.name())
                .setSampling(task.getSampling());
    }
}
