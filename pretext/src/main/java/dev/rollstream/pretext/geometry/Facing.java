package dev.rollstream.pretext.geometry;

/**
 * Which way somebody in the scene faces, as the viewer of the picture says it. The scene's axes are those of the viewer's camera:
 * dx to the right in the picture, dz away from the viewer.
 *
 * <p>Turned by an angle t, somebody sees a target at (dx, dz) on the right when cos t dx + sin t dz &gt; 0 and ahead when
 * -sin t dx + cos t dz &gt; 0. Here t is a quarter turn, so that each axis of the scene decides about one axis of the answer; the
 * constants name what a positive dx and what a positive dz come to. A difference of 0 counts as positive.
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, section 3.1, https://arxiv.org/abs/2510.27606
 */
public enum Facing {
    /** To the left of the picture: 90 degrees. */
    LEFT(Bearing.BACK, Bearing.RIGHT),
    /** To the right of the picture: 270 degrees. */
    RIGHT(Bearing.FRONT, Bearing.LEFT),
    /** Towards the viewer: 180 degrees. */
    TO_VIEWER(Bearing.LEFT, Bearing.BACK),
    /** Away from the viewer: 0 degrees. */
    AWAY(Bearing.RIGHT, Bearing.FRONT);

    private final Bearing rightwards;
    private final Bearing farther;

    Facing(Bearing rightwards, Bearing farther) {
        this.rightwards = rightwards;
        this.farther = farther;
    }

    /** Where something is that lies {@code dx} to the right in the picture and no farther or nearer. */
    public Bearing across(double dx) {
        return dx >= 0 ? rightwards : opposite(rightwards);
    }

    /** Where something is that lies {@code dz} farther from the viewer and no more to the left or right. */
    public Bearing along(double dz) {
        return dz >= 0 ? farther : opposite(farther);
    }

    private static Bearing opposite(Bearing bearing) {
        return switch (bearing) {
            case LEFT -> Bearing.RIGHT;
            case RIGHT -> Bearing.LEFT;
            case FRONT -> Bearing.BACK;
            case BACK -> Bearing.FRONT;
        };
    }
}
