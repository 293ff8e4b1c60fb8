package dev.rollstream.pretext.scene;

import org.jspecify.annotations.Nullable;

/** The nearest surface found along a ray so far; reused, because there is one for every pixel. */
final class Hit {
    /** Nearer surfaces than this are the one that the ray starts from. */
    private static final double NEAREST = 1e-6;

    /** Distance along the ray. */
    double distance = Double.MAX_VALUE;
    /** What was hit; null for none. */
    @Nullable
    Solid solid;
    /** Unit normal, away from the solid. */
    double normalX;

    double normalY;
    double normalZ;

    /** Takes a surface if it is nearer. */
    void offer(double at, Solid what, double nx, double ny, double nz) {
        if (at > NEAREST && at < distance) {
            distance = at;
            solid = what;
            normalX = nx;
            normalY = ny;
            normalZ = nz;
        }
    }
}
