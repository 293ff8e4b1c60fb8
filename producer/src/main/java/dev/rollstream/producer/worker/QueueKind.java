package dev.rollstream.producer.worker;

/** How tasks are handed out. A fleet, which is all workers of one group id, uses one kind. */
public enum QueueKind {
    /** A share group (Kafka 4.2 or newer): workers may outnumber partitions, and a slow generation holds up nobody. */
    SHARE,
    /** A plain consumer group, for clusters without share groups: at most one generation a partition. */
    CONSUMER
}
