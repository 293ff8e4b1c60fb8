/** Files of depth maps and masks: NumPy arrays, 16-bit PNG, PFM and HDF5, read without trust in what they say of themselves. */
@NullMarked
package dev.rollstream.pretext.depth;

import org.jspecify.annotations.NullMarked;
