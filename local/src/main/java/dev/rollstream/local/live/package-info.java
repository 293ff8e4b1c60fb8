/** What the pipeline does right now: a fold of the stream's small topics and of its lag, for the terminal, the page and scripts. */
@NullMarked
package dev.rollstream.local.live;

import org.jspecify.annotations.NullMarked;
