package dev.rollstream.pretext.image;

/** A rectangle of pixels: columns [x, x + width) and rows [y, y + height). */
public record Region(int x, int y, int width, int height) {}
