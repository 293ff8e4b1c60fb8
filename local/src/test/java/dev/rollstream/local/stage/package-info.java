@NullMarked
package dev.rollstream.local.stage;

import org.jspecify.annotations.NullMarked;
