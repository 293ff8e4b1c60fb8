package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;

/** What every search for pairs of blocks shares: windows of 15 x 15 px near the picture's middle with little range in depth. */
final class Blocks {
    static final int HALF = 7;

    /** Largest range of scaled depths in a block, inclusive. */
    static final double MAX_RANGE = 0.15;

    private static final double REACH = 0.45;
    private static final int DISTANCE_PARTS = 8;

    private Blocks() {}

    /**
     * Where centres may lie: less than 0.45 of the width and height from the middle, windows inside the map.
     *
     * @param margin that centres keep from the border
     * @return perhaps with a width or height below 1
     */
    static Region centres(DepthMap map, int margin) {
        int border = Math.max(HALF, margin);
        int left = Math.max(border, (int) (map.width() / 2 - REACH * map.width()));
        int top = Math.max(border, (int) (map.height() / 2 - REACH * map.height()));
        int right = Math.min(map.width() - border, (int) (map.width() / 2 + REACH * map.width()));
        int bottom = Math.min(map.height() - border, (int) (map.height() / 2 + REACH * map.height()));
        return new Region(left, top, right - left, bottom - top);
    }

    /** Distance of two centres as released: an eighth of the shorter side. */
    static int minDistance(DepthMap map) {
        return Math.min(map.width(), map.height()) / DISTANCE_PARTS;
    }
}
