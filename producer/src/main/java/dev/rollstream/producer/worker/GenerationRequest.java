package dev.rollstream.producer.worker;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Task;
import java.util.Optional;

/**
 * A group to complete.
 *
 * @param task the task: prompt, pictures, group size, sampling parameters; checked, so all of these are there
 * @param policy newest version of the policy that the worker knows of, at least what the task asks for; empty: none was published
 * @param deadlineMs when the group expires, milliseconds since the epoch; {@link Long#MAX_VALUE}: never
 */
public record GenerationRequest(Task task, Optional<PolicyVersion> policy, long deadlineMs) {
    /** Members to complete: indices 0 to this less one. */
    public int groupSize() {
        return task.getGroupSize();
    }

    /** Number of the newest version; 0 where none was published. */
    public long policyVersion() {
        return policy.map(PolicyVersion::getVersion).orElse(0L);
    }
}
