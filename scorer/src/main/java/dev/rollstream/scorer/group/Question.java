package dev.rollstream.scorer.group;

import java.util.Map;
import java.util.Objects;

/**
 * What the members of a group are scored against; needed as long as the group is open.
 *
 * @param answer the exact answer
 * @param verifier name of the verifier
 * @param verifierParameters the verifier's settings by name
 * @param taskType kind of task, empty if the key names none
 */
public record Question(String answer, String verifier, Map<String, String> verifierParameters, String taskType) {
    /** Copies the settings. */
    public Question {
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(verifier, "verifier");
        Objects.requireNonNull(taskType, "taskType");
        verifierParameters = Map.copyOf(verifierParameters);
    }
}
