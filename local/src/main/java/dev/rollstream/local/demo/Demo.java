package dev.rollstream.local.demo;

import java.util.Optional;

/** The whole stream in this process on an embedded broker, with an audit at the end. */
public interface Demo {
    /**
     * Runs it.
     *
     * @return what it did; empty if it was stopped early
     * @throws dev.rollstream.runtime.StageException if the broker does not start or a stage fails
     */
    Optional<DemoResult> run();

    /** Ends it early, in order. */
    void stop();
}
