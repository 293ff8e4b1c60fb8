/** The page: the pipeline live, its curves, and the groups that ended last, served to a browser. */
@NullMarked
package dev.rollstream.local.ui;

import org.jspecify.annotations.NullMarked;
