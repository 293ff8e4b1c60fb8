/**
 * A vision-language policy small enough for a laptop without a GPU: it looks at up to five pictures, reads a prompt, and writes a
 * completion token by token.
 *
 * <p>A pure library: no Kafka, nothing else of this project. Arrays live outside the Java heap, in managers that whoever opened
 * them closes; everything that holds arrays is {@link java.lang.AutoCloseable}.
 */
@NullMarked
package dev.rollstream.policy;

import org.jspecify.annotations.NullMarked;
