/** Pictures that the program draws itself: small outdoor scenes, ray-cast, the same on every machine. */
@NullMarked
package dev.rollstream.pretext.scene;

import org.jspecify.annotations.NullMarked;
