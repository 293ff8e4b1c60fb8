package dev.rollstream.pretext.scene;

/** A cylinder that lies level, with flat ends: a wheel, a bolster, the arm of a lamp. */
final class Rod extends Solid {
    private final Object end = new Object();
    private final double alongX;
    private final double alongZ;
    private final double half;
    private final double radius;

    /**
     * Measures of a rod.
     *
     * @param degrees that its axis is turned by from the x axis, about the vertical
     */
    record Size(double length, double radius, double degrees) {}

    /** A rod with its middle at (x, y, z). */
    Rod(double x, double y, double z, Size size, Finish finish) {
        super(x, y, z, Math.sqrt(size.length * size.length / 4 + size.radius * size.radius), finish);
        double angle = StrictMath.toRadians(size.degrees);
        this.alongX = StrictMath.cos(angle);
        this.alongZ = -StrictMath.sin(angle);
        this.half = size.length / 2;
        this.radius = size.radius;
    }

    @Override
    void meet(Ray ray, Hit hit) {
        double x = ray.originX() - centreX();
        double y = ray.originY() - centreY();
        double z = ray.originZ() - centreZ();
        double along = x * alongX + z * alongZ;
        double speed = ray.x() * alongX + ray.z() * alongZ;
        if (speed != 0) {
            end(ray, hit, (speed < 0 ? half - along : -half - along) / speed);
        }
        double a = 1 - speed * speed;
        double b = ray.dot(x, y, z) - along * speed;
        double c = x * x + y * y + z * z - along * along - radius * radius;
        double root = b * b - a * c;
        if (root <= 0 || a == 0) {
            return;
        }
        double at = (-b - Math.sqrt(root)) / a;
        double place = along + at * speed;
        if (Math.abs(place) < half) {
            hit.offer(
                    at,
                    this,
                    (x + at * ray.x() - place * alongX) / radius,
                    (y + at * ray.y()) / radius,
                    (z + at * ray.z() - place * alongZ) / radius);
        }
    }

    private void end(Ray ray, Hit hit, double at) {
        double x = ray.originX() + at * ray.x() - centreX();
        double y = ray.originY() + at * ray.y() - centreY();
        double z = ray.originZ() + at * ray.z() - centreZ();
        double along = x * alongX + z * alongZ;
        if (x * x + y * y + z * z - along * along < radius * radius) {
            double side = along < 0 ? -1 : 1;
            hit.offer(at, this, end, side * alongX, 0, side * alongZ);
        }
    }

    /** Distance from the axis, so that ends show rings: a tyre around its rim. */
    @Override
    Spot spot(Place place) {
        double x = place.x() - centreX();
        double y = place.y() - centreY();
        double z = place.z() - centreZ();
        double along = x * alongX + z * alongZ;
        double away = Math.sqrt(Math.max(0, x * x + y * y + z * z - along * along));
        return new Spot(along, away, place.grain(), place.grain());
    }
}
