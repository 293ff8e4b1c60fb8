package dev.rollstream.pretext.scene;

import java.util.List;

/** A convex body between planes, turned about the vertical axis: a box, a gabled roof, a pyramid. */
final class Faceted extends Solid {
    /**
     * One side: the body is where {@code x nx + y ny + z nz <= offset}, counted from the body's foot.
     *
     * @param nx unit normal, away from the body
     */
    record Plane(double nx, double ny, double nz, double offset) {
        private Plane turned(double cos, double sin) {
            return new Plane(cos * nx + sin * nz, ny, cos * nz - sin * nx, offset);
        }

        /** A plane through the point at {@code apex} over the foot's middle; the normal need not have length 1. */
        private static Plane leaning(double nx, double ny, double nz, double apex) {
            double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
            return new Plane(nx / length, ny / length, nz / length, ny * apex / length);
        }
    }

    /** Where the middle of a body's foot stands, and how far the body is turned, in degrees. */
    record Stand(double x, double y, double z, double degrees) {}

    private final Plane[] planes;
    private final double footY;

    private Faceted(Stand stand, double[] size, List<Plane> planes, Finish finish) {
        super(stand.x, stand.y + size[1] / 2, stand.z, reach(size), finish);
        double angle = StrictMath.toRadians(stand.degrees);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        this.planes = planes.stream().map(plane -> plane.turned(cos, sin)).toArray(Plane[]::new);
        this.footY = stand.y;
    }

    private static double reach(double[] size) {
        return Math.sqrt(size[0] * size[0] + size[1] * size[1] + size[2] * size[2]) / 2;
    }

    /** A box of the given width, height and depth in metres. */
    static Faceted box(Stand stand, double width, double height, double depth, Finish finish) {
        List<Plane> planes = List.of(
                new Plane(1, 0, 0, width / 2),
                new Plane(-1, 0, 0, width / 2),
                new Plane(0, 1, 0, height),
                new Plane(0, -1, 0, 0),
                new Plane(0, 0, 1, depth / 2),
                new Plane(0, 0, -1, depth / 2));
        return new Faceted(stand, new double[] {width, height, depth}, planes, finish);
    }

    /** A roof with a ridge along its depth. */
    static Faceted roof(Stand stand, double width, double height, double depth, Finish finish) {
        List<Plane> planes = List.of(
                Plane.leaning(height, width / 2, 0, height),
                Plane.leaning(-height, width / 2, 0, height),
                new Plane(0, -1, 0, 0),
                new Plane(0, 0, 1, depth / 2),
                new Plane(0, 0, -1, depth / 2));
        return new Faceted(stand, new double[] {width, height, depth}, planes, finish);
    }

    /** A pyramid on a square. */
    static Faceted pyramid(Stand stand, double width, double height, Finish finish) {
        List<Plane> planes = List.of(
                Plane.leaning(height, width / 2, 0, height),
                Plane.leaning(-height, width / 2, 0, height),
                Plane.leaning(0, width / 2, height, height),
                Plane.leaning(0, width / 2, -height, height),
                new Plane(0, -1, 0, 0));
        return new Faceted(stand, new double[] {width, height, width}, planes, finish);
    }

    @Override
    void meet(Ray ray, Hit hit) {
        double x = ray.originX() - centreX();
        double y = ray.originY() - footY;
        double z = ray.originZ() - centreZ();
        double enter = Double.NEGATIVE_INFINITY;
        double leave = Double.POSITIVE_INFINITY;
        Plane entered = planes[0];
        for (Plane plane : planes) {
            double speed = plane.nx * ray.x() + plane.ny * ray.y() + plane.nz * ray.z();
            double room = plane.offset - (plane.nx * x + plane.ny * y + plane.nz * z);
            if (speed < 0 && room / speed > enter) {
                enter = room / speed;
                entered = plane;
            } else if (speed > 0) {
                leave = Math.min(leave, room / speed);
            } else if (speed == 0 && room < 0) {
                return;
            }
        }
        if (enter < leave) {
            hit.offer(enter, this, entered.nx, entered.ny, entered.nz);
        }
    }
}
