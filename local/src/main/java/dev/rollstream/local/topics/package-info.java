/** The stream's topics on a cluster: making them, and telling whether they still keep what the stream's guarantees rest on. */
@NullMarked
package dev.rollstream.local.topics;

import org.jspecify.annotations.NullMarked;
