package dev.rollstream.pretext.scene;

import java.util.List;

/**
 * What there is to see.
 *
 * @param solids on the ground
 * @param ground that they stand on
 * @param sky above and behind
 * @param camera it is seen from
 * @param sun unit vector towards the sun
 */
record Scene(List<Solid> solids, Ground ground, Sky sky, Camera camera, Ray sun) {
    Scene {
        solids = List.copyOf(solids);
    }

    /**
     * A pinhole camera over the origin that looks along z.
     *
     * @param height over the ground in metres
     * @param downSin sine of the angle that it looks down by
     * @param downCos its cosine
     * @param focal length in picture widths
     */
    record Camera(double height, double downSin, double downCos, double focal) {
        /** The ray through a point of the picture, measured from its centre in picture widths, y up. */
        Ray ray(double right, double up) {
            double y = up * downCos - focal * downSin;
            double z = up * downSin + focal * downCos;
            double length = Math.sqrt(right * right + y * y + z * z);
            return new Ray(0, height, 0, right / length, y / length, z / length);
        }

        /** The part of a ray's way that leads along the camera's axis. */
        double ahead(Ray ray) {
            return ray.z() * downCos - ray.y() * downSin;
        }
    }
}
