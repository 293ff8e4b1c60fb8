/** The stream end to end, with everything that goes wrong in life, judged by its guarantees and by a log of the truth. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.e2e;
