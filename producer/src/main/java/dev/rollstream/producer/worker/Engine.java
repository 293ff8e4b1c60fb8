package dev.rollstream.producer.worker;

import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.PolicyVersion;

/**
 * What completes prompts: an inference server, a policy in this process, or the scripted stand-in. It knows nothing of Kafka.
 * Used by several threads at once, one a generation.
 */
public interface Engine extends AutoCloseable {
    /** Name and version, such as {@code scripted/1}; written into every rollout. */
    String name();

    /** What its log-probabilities are the logarithm of. */
    LogprobKind logprobKind();

    /**
     * Whether it works only with weights that topic policies announces: no task is taken before the first version is there. False: it
     * has weights of its own.
     */
    boolean needsPolicy();

    /**
     * A newer version of the worker's policy was announced: called once before the first probe, if there is one by then, and from then
     * on for each. It must return at once. Most engines have no use for it: what a group is to be sampled from is in its request.
     */
    default void announced(PolicyVersion version) {}

    /**
     * Whether it can work now. Called before the first task, and again and again while it is out of order.
     *
     * @throws EngineUnavailableException if it cannot
     * @throws InterruptedException if the worker is closing
     */
    void probe() throws EngineUnavailableException, InterruptedException;

    /**
     * Completes every member of a group, and returns when all of them are done. What is wrong with the task itself is a
     * {@link MemberResult.Failed}.
     *
     * @param request the group
     * @param done takes each member as soon as it is done, in any order
     * @throws EngineUnavailableException if the engine rather than the task failed; the task will be given to somebody again
     * @throws InterruptedException if the worker is closing, or has lost the task
     */
    void generate(GenerationRequest request, MemberSink done) throws EngineUnavailableException, InterruptedException;

    /** Frees what it holds. */
    @Override
    void close();

    /** Takes the members of a group as they are done. */
    @FunctionalInterface
    interface MemberSink {
        /** One member is done. */
        void accept(MemberResult member) throws InterruptedException;
    }
}
