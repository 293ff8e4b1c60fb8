package dev.rollstream.pretext.scene;

import org.jspecify.annotations.Nullable;

/** The nearest surface found along a ray so far; one for a whole picture, because there are many rays. */
final class Hit {
    /** Nearer surfaces than this are the one that the ray starts from. */
    private static final double NEAREST = 1e-6;

    /** Distance along the ray. */
    double distance;
    /** What was hit; null for none. */
    @Nullable
    Surface surface;
    /** The smooth part of the surface that was hit, such as one side of a box: where two of them meet there is an edge. */
    @Nullable
    Object part;
    /** Unit normal, away from the body. */
    double normalX;

    double normalY;
    double normalZ;

    /** Forgets what was hit: only surfaces nearer than {@code metres} count from now on. */
    void clear(double metres) {
        distance = metres;
        surface = null;
        part = null;
    }

    /** Takes a surface if it is nearer. */
    void offer(double at, Surface what, double nx, double ny, double nz) {
        offer(at, what, what, nx, ny, nz);
    }

    /** Takes a part of a surface if it is nearer. */
    void offer(double at, Surface what, Object which, double nx, double ny, double nz) {
        if (at > NEAREST && at < distance) {
            distance = at;
            surface = what;
            part = which;
            normalX = nx;
            normalY = ny;
            normalZ = nz;
        }
    }
}
