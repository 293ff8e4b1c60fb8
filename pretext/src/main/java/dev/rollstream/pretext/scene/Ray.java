package dev.rollstream.pretext.scene;

/** A half-line through the scene; x right, y up, z ahead, in metres. The direction has length 1. */
record Ray(double originX, double originY, double originZ, double x, double y, double z) {
    /** The cosine of the angle to a direction of length 1. */
    double dot(double dx, double dy, double dz) {
        return x * dx + y * dy + z * dz;
    }
}
