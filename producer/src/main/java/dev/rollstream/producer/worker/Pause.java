package dev.rollstream.producer.worker;

import java.time.Duration;

/** Waits a while. */
@FunctionalInterface
public interface Pause {
    /** Waits that long, or until the worker closes. */
    void await(Duration time) throws InterruptedException;
}
