package dev.rollstream.producer.worker;

import dev.rollstream.avro.PolicyVersion;
import java.util.Optional;

/** Knows the newest version of the policy that the worker follows. */
interface PolicyWatch {
    /** The newest version; empty before any was published. */
    Optional<PolicyVersion> newest();

    /**
     * Waits for a version.
     *
     * @param version the version that is needed
     * @param untilMs how long to wait, milliseconds since the epoch
     * @return whether that version or a newer one is there
     */
    boolean await(long version, long untilMs) throws InterruptedException;
}
