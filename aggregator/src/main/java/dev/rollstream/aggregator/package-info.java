/** Rewards to advantages: the fold of one group's reward events, its shell in Kafka Streams, and advantages of JSON lines. */
@NullMarked
package dev.rollstream.aggregator;

import org.jspecify.annotations.NullMarked;
