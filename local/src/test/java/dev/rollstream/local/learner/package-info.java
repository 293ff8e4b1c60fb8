/** The learner's reader against a real broker. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.learner;
