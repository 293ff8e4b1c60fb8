package dev.rollstream.pretext.scene;

/** A body of revolution on a vertical axis: a cylinder, a cone, or one cut off, with flat ends. */
final class Turned extends Solid {
    private final Object lid = new Object();
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
            end(ray, hit, (top - ray.originY()) / ray.y(), 1);
        } else if (ray.y() > 0) {
            end(ray, hit, (bottom - ray.originY()) / ray.y(), -1);
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

    private void end(Ray ray, Hit hit, double at, double normalY) {
        double x = ray.originX() + at * ray.x() - centreX();
        double z = ray.originZ() + at * ray.z() - centreZ();
        double width = normalY > 0 ? radius + slope * (top - bottom) : radius;
        if (x * x + z * z < width * width) {
            hit.offer(at, this, lid, 0, normalY, 0);
        }
    }

    @Override
    Spot spot(Place place) {
        double wide = place.grain() / Math.max(0.2, Math.abs(place.ray().dot(place.nx(), place.ny(), place.nz())));
        if (Math.abs(place.ny()) > 0.99) {
            return new Spot(place.x() - centreX(), place.z() - centreZ(), wide, wide);
        }
        return new Spot(around(place, radius), place.y() - bottom, wide, place.grain());
    }

    /** Metres around a round body; the share of the way around a diamond stands in for the angle. */
    static double around(Place place, double radius) {
        double share = place.nx() / (Math.abs(place.nx()) + Math.abs(place.nz()) + 1e-9);
        return 1.6 * radius * (place.nz() < 0 ? share : 2 - share);
    }
}
