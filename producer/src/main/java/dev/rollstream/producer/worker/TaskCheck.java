package dev.rollstream.producer.worker;

import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.GroupSize;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a worker asks of a task before it runs it. Tasks come from other programs: everything may be missing or absurd. */
final class TaskCheck {
    private TaskCheck() {}

    /** What makes the task unusable; empty if nothing does. */
    static Optional<String> defect(Task task, ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!key.equals(task.getGroupId())) {
            return Optional.of("the record's key is not its group id");
        }
        try {
            if (!GroupId.parse(key).runId().equals(task.getRunId())) {
                return Optional.of("the run id is not that of the group id");
            }
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        Integer size = task.getGroupSize();
        if (!GroupSize.isUsable(size)) {
            return Optional.of("group size is " + size + "; it must be 1 to " + GroupSize.MAX);
        }
        if (task.getPrompt() == null && task.getMessages().isEmpty()) {
            return Optional.of("there is no prompt");
        }
        return samplingDefect(task.getSampling());
    }

    private static Optional<String> samplingDefect(@Nullable SamplingParameters sampling) {
        boolean complete = sampling != null
                && sampling.getTemperature() != null
                && sampling.getTopP() != null
                && sampling.getTopK() != null
                && sampling.getMinP() != null
                && sampling.getMaxTokens() != null
                && sampling.getMaxTokens() > 0;
        return complete ? Optional.empty() : Optional.of("the sampling parameters are not complete");
    }

    /**
     * When the group expires: the task's append time plus its time to live. The answer key is appended in the same transaction
     * right after the task, so this is early by milliseconds at most.
     *
     * @return milliseconds since the epoch; {@link Long#MAX_VALUE} if the task names no time to live
     */
    static long deadlineMs(Task task, ConsumerRecord<byte[], byte[]> record) {
        Long ttlMs = task.getTtlMs();
        if (ttlMs == null || record.timestamp() < 0) {
            return Long.MAX_VALUE;
        }
        long deadline = record.timestamp() + ttlMs;
        return deadline < record.timestamp() ? Long.MAX_VALUE : deadline;
    }
}
