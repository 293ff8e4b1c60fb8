/** The life of one group as the scorer keeps it: pure state, no Kafka, no clock. */
@NullMarked
package dev.rollstream.scorer.group;

import org.jspecify.annotations.NullMarked;
