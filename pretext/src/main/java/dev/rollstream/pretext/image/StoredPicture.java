package dev.rollstream.pretext.image;

/**
 * What a picture file says of its picture, before it is turned upright and reduced.
 *
 * @param width in pixels, as stored
 * @param height likewise
 * @param upright whether the first stored row is the scene's top and the first column its left
 */
public record StoredPicture(int width, int height, boolean upright) {}
