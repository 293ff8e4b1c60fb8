package dev.rollstream.producer.worker.scripted;

import java.util.Optional;

/** A test channel that tells the scripted engine the answers of groups. */
@FunctionalInterface
public interface AnswerOracle extends AutoCloseable {
    /**
     * The answer of a group, waiting a bounded time for it where it may still come.
     *
     * @return the exact answer; empty if it is not known in time
     * @throws InterruptedException if the worker is closing
     */
    Optional<String> answer(String groupId) throws InterruptedException;

    /** Frees what it holds. */
    @Override
    default void close() {}

    /** Knows nothing: every completion is wrong. */
    static AnswerOracle ignorant() {
        return groupId -> Optional.empty();
    }
}
