/** Contact sheets: some tasks of a run on one page, for a person to see at a glance whether they are right. */
@NullMarked
package dev.rollstream.pretext.preview;

import org.jspecify.annotations.NullMarked;
