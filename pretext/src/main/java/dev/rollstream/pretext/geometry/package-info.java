/**
 * Which points of a depth map a task may ask about: smooth regions, bands of depth, pairs of blocks. Numbers only, no pictures.
 *
 * <p>Coordinates are pixels of the map, x to the right and y down, both from 0. A depth is what {@link
 * dev.rollstream.pretext.image.DepthMap} holds; a <i>scaled</i> depth is its place between 0 and 1 on a {@link
 * dev.rollstream.pretext.geometry.DepthScale}.
 */
@NullMarked
package dev.rollstream.pretext.geometry;

import org.jspecify.annotations.NullMarked;
