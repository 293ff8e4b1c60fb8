/**
 * What the small policy is taught: tasks on drawn scenes, to train on and to be tested on, material for its cold start, and the whole
 * training in one process without a stream, which the training through the stream is measured against.
 */
@NullMarked
package dev.rollstream.local.course;

import org.jspecify.annotations.NullMarked;
