package dev.rollstream.producer.worker;

/** Knows the newest version of the policy that the worker follows. */
interface PolicyWatch {
    /** The newest version; 0 before any was published. */
    long newest();

    /**
     * Waits for a version.
     *
     * @param version the version that is needed
     * @param untilMs how long to wait, milliseconds since the epoch
     * @return whether that version or a newer one is there
     */
    boolean await(long version, long untilMs) throws InterruptedException;
}
