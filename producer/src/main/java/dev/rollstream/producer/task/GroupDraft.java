package dev.rollstream.producer.task;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.Task;

/** What became of a sequence number: a group to write, or nothing for a reason. */
sealed interface GroupDraft {
    /** The group's number. */
    long sequence();

    /**
     * A group to write.
     *
     * @param task what workers see
     * @param answerKey the rest, still without the task's place
     */
    record Made(long sequence, Task task, AnswerKey answerKey) implements GroupDraft {}

    /** A number that is used up without a group. */
    record Refused(long sequence, SkippedSample reason) implements GroupDraft {}
}
