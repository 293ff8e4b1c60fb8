@NullMarked
package dev.rollstream.local.topics;

import org.jspecify.annotations.NullMarked;
