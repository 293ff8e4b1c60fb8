/** Images in and out: sources, intake of hostile files, pixel arrays, and encoded pictures. */
@NullMarked
package dev.rollstream.pretext.image;

import org.jspecify.annotations.NullMarked;
