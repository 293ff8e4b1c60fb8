/** The command line: thin commands over the modules, one exit code rule, one place that turns failures into sentences. */
@NullMarked
package dev.rollstream.local.cli;

import org.jspecify.annotations.NullMarked;
