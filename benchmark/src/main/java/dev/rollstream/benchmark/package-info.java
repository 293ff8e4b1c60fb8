/** What things cost, side by side with the floor under them. */
@NullMarked
package dev.rollstream.benchmark;

import org.jspecify.annotations.NullMarked;
