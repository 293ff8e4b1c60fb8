package dev.rollstream.local.lag;

import org.apache.kafka.common.TopicPartition;

/** A record's place, or where one would be. */
record Place(TopicPartition partition, long offset) {}
