@NullMarked
package dev.rollstream.local.live;

import org.jspecify.annotations.NullMarked;
