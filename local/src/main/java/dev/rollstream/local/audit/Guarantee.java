package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.runtime.DeadLetter;

/**
 * Something that the stream promises. It is shown every record once, topic by topic in the order of the methods below, each
 * partition in log order; then {@link #verify} gives its finding. Images and token arrays are left out of what it sees.
 */
public interface Guarantee {
    /** What is promised, as a short name with hyphens. */
    String name();

    /** A task. */
    default void onTask(Logged<Task> task) {}

    /** An answer key or a cancellation. */
    default void onAnswerKey(Logged<AnswerKeyEvent> event) {}

    /** A rollout that decodes. */
    default void onRollout(Logged<Rollout> rollout) {}

    /** A dead letter. */
    default void onDeadLetter(DeadLetter letter) {}

    /** A reward event. */
    default void onReward(Logged<RewardEvent> event) {}

    /** A terminal record. */
    default void onAdvantageGroup(Logged<AdvantageGroup> group) {}

    /** A version of a policy. */
    default void onPolicyVersion(Logged<PolicyVersion> version) {}

    /** A receipt. */
    default void onReceipt(Logged<Receipt> receipt) {}

    /** Where a learner stands. */
    default void onProgress(Logged<Progress> progress) {}

    /** Whether it held, over everything that was shown. */
    Finding verify(Window window);
}
