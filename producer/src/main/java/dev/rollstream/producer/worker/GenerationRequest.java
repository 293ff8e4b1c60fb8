package dev.rollstream.producer.worker;

import dev.rollstream.avro.Task;

/**
 * A group to complete.
 *
 * @param task the task: prompt, pictures, group size, sampling parameters; checked, so all of these are there
 * @param policyVersion newest version of the policy that the worker knows of, at least what the task asks for
 * @param deadlineMs when the group expires, milliseconds since the epoch; {@link Long#MAX_VALUE}: never
 */
public record GenerationRequest(Task task, long policyVersion, long deadlineMs) {
    /** Members to complete: indices 0 to this less one. */
    public int groupSize() {
        return task.getGroupSize();
    }
}
