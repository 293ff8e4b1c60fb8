/** The life of one group across all topics. */
@NullMarked
package dev.rollstream.local.life;

import org.jspecify.annotations.NullMarked;
