/** Pictures that the program draws itself: rooms, streets and outdoor scenes, ray-cast, with depth, the same on every machine. */
@NullMarked
package dev.rollstream.pretext.scene;

import org.jspecify.annotations.NullMarked;
