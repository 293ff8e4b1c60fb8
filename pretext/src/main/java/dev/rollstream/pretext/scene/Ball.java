package dev.rollstream.pretext.scene;

/** A sphere. */
final class Ball extends Solid {
    private final double radius;

    Ball(double x, double y, double z, double radius, Finish finish) {
        super(x, y, z, radius, finish);
        this.radius = radius;
    }

    @Override
    void meet(Ray ray, Hit hit) {
        double x = ray.originX() - centreX();
        double y = ray.originY() - centreY();
        double z = ray.originZ() - centreZ();
        double half = ray.dot(x, y, z);
        double root = half * half - (x * x + y * y + z * z - radius * radius);
        if (root > 0) {
            double at = -half - Math.sqrt(root);
            hit.offer(at, this, (x + at * ray.x()) / radius, (y + at * ray.y()) / radius, (z + at * ray.z()) / radius);
        }
    }

    @Override
    Spot spot(Place place) {
        double wide = place.grain() / Math.max(0.2, Math.abs(place.ray().dot(place.nx(), place.ny(), place.nz())));
        return new Spot(Turned.around(place, radius), place.y() - centreY() + radius, wide, wide);
    }
}
