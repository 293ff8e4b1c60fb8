/** Tests of the load benchmark, and of what things may cost. */
@NullMarked
package dev.rollstream.local.bench;

import org.jspecify.annotations.NullMarked;
