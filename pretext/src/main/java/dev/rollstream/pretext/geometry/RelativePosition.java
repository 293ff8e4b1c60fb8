package dev.rollstream.pretext.geometry;

import java.util.List;

/**
 * The relation that a question of relative position asks for: one block seen from another.
 *
 * @param kind of the pair
 * @param dx from the camera to the target, in pixels to the right
 * @param dz from the camera to the target, in depth
 */
public record RelativePosition(PairKind kind, int dx, double dz) {
    /** Beyond so many pixels to the side, a pair at different depths is told by both axes. */
    public static final int SIDEWAYS = 150;

    private static final List<String> AXES = List.of("Left", "Right", "Front", "Back");
    private static final List<String> CORNERS = List.of("Left-Front", "Right-Front", "Right-Back", "Left-Back");

    /** Seen from {@code camera}; the depth of a block is the largest in it. */
    public static RelativePosition of(PairKind kind, DepthWindow camera, DepthWindow target) {
        return new RelativePosition(kind, target.x() - camera.x(), (double) target.max() - camera.max());
    }

    /** Whether the answer names a corner, such as Left-Front, rather than an axis. */
    public boolean isCorner() {
        return kind == PairKind.FAR && Math.abs(dx) > SIDEWAYS;
    }

    /** The four answers to choose from. */
    public List<String> options() {
        return isCorner() ? CORNERS : AXES;
    }

    /** The right one of the {@linkplain #options() options} for a camera that faces some way. */
    public String answer(Facing facing) {
        Bearing across = facing.across(dx);
        Bearing along = facing.along(dz);
        if (isCorner()) {
            return across.isSideways() ? across.text() + "-" + along.text() : along.text() + "-" + across.text();
        }
        return kind == PairKind.NEAR ? across.text() : along.text();
    }
}
