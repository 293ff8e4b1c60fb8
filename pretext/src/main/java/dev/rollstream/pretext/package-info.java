/**
 * Pretext tasks: from plain images to (prompt, pictures, answer), verifiable without a human or a model.
 *
 * <p>A pure library: no Kafka, no clock, no global state. Everything is a function of a source image and a seed.
 */
@NullMarked
package dev.rollstream.pretext;

import org.jspecify.annotations.NullMarked;
