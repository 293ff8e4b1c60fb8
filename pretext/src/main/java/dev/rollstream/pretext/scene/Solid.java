package dev.rollstream.pretext.scene;

/** A body that rays can hit, inside a bounding sphere. */
abstract class Solid {
    private final double centreX;
    private final double centreY;
    private final double centreZ;
    private final double reach;
    private final Finish finish;

    Solid(double centreX, double centreY, double centreZ, double reach, Finish finish) {
        this.centreX = centreX;
        this.centreY = centreY;
        this.centreZ = centreZ;
        this.reach = reach;
        this.finish = finish;
    }

    Finish finish() {
        return finish;
    }

    double centreX() {
        return centreX;
    }

    double centreY() {
        return centreY;
    }

    double centreZ() {
        return centreZ;
    }

    /** Offers every surface that the ray enters by. */
    abstract void meet(Ray ray, Hit hit);

    /**
     * Whether a ray of a narrow cone may hit.
     *
     * @param ray the cone's axis
     * @param spread sine of the cone's half angle, 0 for the ray alone
     */
    final boolean near(Ray ray, double spread) {
        double x = centreX - ray.originX();
        double y = centreY - ray.originY();
        double z = centreZ - ray.originZ();
        double along = x * ray.x() + y * ray.y() + z * ray.z();
        double away = x * x + y * y + z * z - along * along;
        // A twentieth more makes up for the cosine of the half angle.
        double wide = 1.05 * (reach + Math.max(0, along) * spread);
        return away <= wide * wide && along > -reach;
    }

    double reach() {
        return reach;
    }
}
