package dev.rollstream.local.lag;

import java.util.Locale;

/** How a group keeps its place. */
public enum GroupKind {
    /** Committed offsets of a consumer group; Kafka Streams with the classic protocol is one. */
    CONSUMER,
    /** Committed offsets of a group with Kafka Streams' own protocol. */
    STREAMS,
    /** A share group: the first record that not everybody is done with. */
    SHARE,
    /** There is no group: the stage has never run under this prefix. */
    NONE;

    /** Its name for people and for labels. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
