/**
 * The report of a run, from its topics alone: folded figures, charts, a table of held-out accuracy, and examples, as one HTML file.
 */
@NullMarked
package dev.rollstream.local.report;

import org.jspecify.annotations.NullMarked;
