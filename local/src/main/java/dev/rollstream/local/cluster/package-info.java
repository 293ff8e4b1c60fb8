/** The embedded cluster: one Kafka broker and one schema registry in this JVM, for laptops, demos and tests. */
@NullMarked
package dev.rollstream.local.cluster;

import org.jspecify.annotations.NullMarked;
