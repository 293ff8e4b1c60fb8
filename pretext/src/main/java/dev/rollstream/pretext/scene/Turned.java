package dev.rollstream.pretext.scene;

/** A body of revolution on a vertical axis: a cylinder, a cone, or one cut off, with a flat top. */
final class Turned extends Solid {
    private final double bottom;
    private final double top;
    private final double radius;
    private final double slope;

    /**
     * The outline that is turned.
     *
     * @param bottom height of its lower end
     * @param top height of its upper end
     * @param radius at the lower end
     * @param topRadius at the upper end, 0 for a cone
     */
    record Profile(double bottom, double top, double radius, double topRadius) {}

    /** Stands at (x, z). */
    Turned(double x, double z, Profile profile, Finish finish) {
        super(x, (profile.bottom + profile.top) / 2, z, reach(profile), finish);
        this.bottom = profile.bottom;
        this.top = profile.top;
        this.radius = profile.radius;
        this.slope = (profile.topRadius - profile.radius) / (profile.top - profile.bottom);
    }

    private static double reach(Profile profile) {
        double height = profile.top - profile.bottom;
        double radius = Math.max(profile.radius, profile.topRadius);
        return Math.sqrt(height * height / 4 + radius * radius);
    }

    @Override
    void meet(Ray ray, Hit hit) {
        double x = ray.originX() - centreX();
        double z = ray.originZ() - centreZ();
        double width = radius + slope * (ray.originY() - bottom);
        double spread = slope * ray.y();
        double a = ray.x() * ray.x() + ray.z() * ray.z() - spread * spread;
        double b = x * ray.x() + z * ray.z() - width * spread;
        double c = x * x + z * z - width * width;
        double root = b * b - a * c;
        if (root > 0 && a != 0) {
            side(ray, hit, (-b - Math.sqrt(root)) / a);
        }
        if (ray.y() < 0) {
            lid(ray, hit, (top - ray.originY()) / ray.y());
        }
    }

    private void side(Ray ray, Hit hit, double at) {
        double y = ray.originY() + at * ray.y();
        double width = radius + slope * (y - bottom);
        if (y < bottom || y > top || width <= 0) {
            return;
        }
        double x = (ray.originX() + at * ray.x() - centreX()) / width;
        double z = (ray.originZ() + at * ray.z() - centreZ()) / width;
        double length = Math.sqrt(1 + slope * slope);
        hit.offer(at, this, x / length, -slope / length, z / length);
    }

    private void lid(Ray ray, Hit hit, double at) {
        double x = ray.originX() + at * ray.x() - centreX();
        double z = ray.originZ() + at * ray.z() - centreZ();
        double width = radius + slope * (top - bottom);
        if (x * x + z * z < width * width) {
            hit.offer(at, this, 0, 1, 0);
        }
    }
}
