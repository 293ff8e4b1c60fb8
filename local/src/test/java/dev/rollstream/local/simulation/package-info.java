/** A seeded single-thread simulation of scorer and aggregator under reordering, duplicates, losses and crashes. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.simulation;
