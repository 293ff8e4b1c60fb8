package dev.rollstream.producer.worker;

/** What is to become of a task that was taken. */
enum Settlement {
    /** Done with: nobody else shall have it. */
    ACCEPT,
    /** Somebody shall have it again. */
    RELEASE,
    /** Unusable: nobody shall have it. */
    REJECT
}
