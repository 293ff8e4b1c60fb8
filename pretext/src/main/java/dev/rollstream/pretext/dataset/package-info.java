/**
 * Tasks in files: written as JSON lines, as parquet or as a set for supervised fine-tuning, and read back as a run of samples.
 *
 * <p>Nothing outside this package knows parquet, so that its classes are loaded only where a parquet file is read or written.
 */
@NullMarked
package dev.rollstream.pretext.dataset;

import org.jspecify.annotations.NullMarked;
