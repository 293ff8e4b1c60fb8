/** Puts the stages together: the one place that knows them all. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.stage;
