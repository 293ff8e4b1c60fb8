/** Fonts as outlines, with no font library of the JDK or of the system. */
@NullMarked
package dev.rollstream.pretext.font;

import org.jspecify.annotations.NullMarked;
