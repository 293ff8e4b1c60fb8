package dev.rollstream.pretext.geometry;

/**
 * What makes the surroundings of a pixel a region of one depth: every depth of the window has a place on the scale, and the
 * places differ by less than {@code range}.
 *
 * @param half the window is 2 * half + 1 pixels wide and high
 * @param range of scaled depths, exclusive
 */
public record Smoothness(int half, double range) {}
