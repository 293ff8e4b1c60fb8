/** A load of everything that may come to a stream, good and bad, and the log of the truth that says what must come of it. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.load;
