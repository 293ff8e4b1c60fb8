package dev.rollstream.pretext.scene;

/** A body that rays can hit, inside a bounding sphere. */
abstract class Solid implements Surface {
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

    double centreX() {
        return centreX;
    }

    double centreY() {
        return centreY;
    }

    double centreZ() {
        return centreZ;
    }

    /** Radius of the bounding sphere. */
    double reach() {
        return reach;
    }

    /** How far the body is at least from a point, in metres; below 0 if the point may be inside. */
    final double away(double x, double y, double z) {
        double toX = centreX - x;
        double toY = centreY - y;
        double toZ = centreZ - z;
        return Math.sqrt(toX * toX + toY * toY + toZ * toZ) - reach;
    }

    /** Offers every surface that the ray enters by. */
    abstract void meet(Ray ray, Hit hit);

    /** Where a place lies on the pattern, in metres. */
    abstract Spot spot(Place place);

    @Override
    public final Rgb colour(Place place) {
        return finish.at(spot(place));
    }

    @Override
    public final boolean glows() {
        return finish.glows();
    }

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
        double along = ray.dot(x, y, z);
        double away = x * x + y * y + z * z - along * along;
        // A twentieth more makes up for the cosine of the half angle.
        double wide = 1.05 * (reach + Math.max(0, along) * spread);
        return away <= wide * wide && along > -reach;
    }
}
