package dev.rollstream.pretext.scene;

/** A pinhole camera. */
final class Camera {
    /**
     * Where a camera stands and looks.
     *
     * @param y over the ground in metres
     * @param right degrees that it is turned to the right from the z axis
     * @param down degrees that it looks down by
     * @param focal length in picture widths
     */
    record Pose(double x, double y, double z, double right, double down, double focal) {}

    private final Pose pose;
    private final double cosRight;
    private final double sinRight;
    private final double cosDown;
    private final double sinDown;

    Camera(Pose pose) {
        this.pose = pose;
        this.cosRight = StrictMath.cos(StrictMath.toRadians(pose.right));
        this.sinRight = StrictMath.sin(StrictMath.toRadians(pose.right));
        this.cosDown = StrictMath.cos(StrictMath.toRadians(pose.down));
        this.sinDown = StrictMath.sin(StrictMath.toRadians(pose.down));
    }

    Pose pose() {
        return pose;
    }

    double focal() {
        return pose.focal;
    }

    /** The ray through a point of the picture, measured from its centre in picture widths, y up. */
    Ray ray(double right, double up) {
        double y = up * cosDown - pose.focal * sinDown;
        double level = up * sinDown + pose.focal * cosDown;
        double x = right * cosRight + level * sinRight;
        double z = level * cosRight - right * sinRight;
        double length = Math.sqrt(x * x + y * y + z * z);
        return new Ray(pose.x, pose.y, pose.z, x / length, y / length, z / length);
    }

    /** The part of a ray's way that leads along the camera's axis. */
    double ahead(Ray ray) {
        return ray.dot(cosDown * sinRight, -sinDown, cosDown * cosRight);
    }
}
