/** The load benchmark: what the stream costs beside Kafka doing the same with the same bytes. */
@NullMarked
package dev.rollstream.local.bench;

import org.jspecify.annotations.NullMarked;
