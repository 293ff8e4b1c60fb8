package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.image.DepthMap;

/**
 * Whether what a picture shows to the left or right is so in space too.
 *
 * <p>The answers of relative position take "to the right" from the picture's columns. In space, a pixel (u, z) with the principal
 * point in the middle lies (u - width/2) z / f to the side. That can come out the other way round when the depths differ: a
 * near thing in the right half of the picture may be to the left of a far thing that is drawn to the left of it. The sign does
 * not depend on the focal length f; how large a step to the side is against a step in depth does, for which f is taken to be
 * the longer side of the picture, a usual lens (about 53 degrees).
 *
 * @param middle column of the principal point
 * @param focal length in pixels
 */
record Perspective(double middle, double focal) {
    static Perspective of(DepthMap map) {
        return new Perspective(map.width() / 2.0, Math.max(map.width(), map.height()));
    }

    /**
     * Whether the answer about a pair holds in space: with the side in it, the side is the same there; and where only one axis is
     * asked about, the step along it is the longer one.
     */
    boolean confirms(PairKind kind, DepthWindow a, DepthWindow b) {
        double across = sideways(b) - sideways(a);
        double along = Math.abs((double) b.max() - a.max());
        boolean sameSide = across * (b.x() - a.x()) > 0;
        if (kind == PairKind.NEAR) {
            return sameSide && Math.abs(across) >= along;
        }
        return RelativePosition.of(kind, a, b).isCorner() ? sameSide : along >= Math.abs(across);
    }

    private double sideways(DepthWindow block) {
        return (block.x() + 0.5 - middle) * block.max() / focal;
    }
}
