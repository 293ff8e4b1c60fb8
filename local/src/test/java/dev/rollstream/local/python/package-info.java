/** The Python client against the stack of this build. */
@NullMarked
package dev.rollstream.local.python;

import org.jspecify.annotations.NullMarked;
