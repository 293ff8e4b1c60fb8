package dev.rollstream.producer.worker;

/** How tasks are handed out. A fleet, which is all workers of one group id, uses one kind. */
public enum QueueKind {
    /**
     * A share group (Kafka 4.2 or newer). Slots may outnumber partitions, and should: Kafka gives each partition to slots / partitions
     * of them, rounded up, and one that is busy fetches nothing. With more slots in the fleet than partitions every partition has
     * two or more, so that a slow generation holds up nobody.
     */
    SHARE,
    /** A plain consumer group, for clusters without share groups: at most one generation a partition. */
    CONSUMER
}
