package dev.rollstream.pretext.scene;

import java.util.List;

/** A convex body between planes, turned about the vertical axis: a box, a gabled roof, a pyramid. */
final class Faceted extends Solid {
    /**
     * One side: the body is where {@code x nx + y ny + z nz <= offset}, counted from the body's foot.
     *
     * @param nx unit normal, away from the body
     * @param half half the side's width
     */
    record Plane(double nx, double ny, double nz, double offset, double half) {
        private Plane turned(double cos, double sin) {
            return new Plane(cos * nx + sin * nz, ny, cos * nz - sin * nx, offset, half);
        }

        /** A plane that leans back, through the point {@code up} over the place {@code out} of the foot's middle. */
        private static Plane leaning(double nx, double ny, double nz, double up, double half) {
            double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
            return new Plane(nx / length, ny / length, nz / length, ny * up / length, half);
        }
    }

    /** Where the middle of a body's foot stands, and how far the body is turned, in degrees. */
    record Stand(double x, double y, double z, double degrees) {
        /** A place in the turned body's own directions, counted from here. */
        Stand moved(double right, double up, double back) {
            double angle = StrictMath.toRadians(degrees);
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            return new Stand(x + cos * right + sin * back, y + up, z + cos * back - sin * right, degrees);
        }
    }

    /** Width, height and depth in metres. */
    record Size(double width, double height, double depth) {}

    private final Plane[] planes;
    private final double footY;
    private final double cos;
    private final double sin;
    private final Size size;

    private Faceted(Stand stand, Size size, List<Plane> planes, Finish finish) {
        super(stand.x, stand.y + size.height / 2, stand.z, reach(size), finish);
        double angle = StrictMath.toRadians(stand.degrees);
        this.cos = StrictMath.cos(angle);
        this.sin = StrictMath.sin(angle);
        this.planes = planes.stream().map(plane -> plane.turned(cos, sin)).toArray(Plane[]::new);
        this.footY = stand.y;
        this.size = size;
    }

    private static double reach(Size size) {
        return Math.sqrt(size.width * size.width + size.height * size.height + size.depth * size.depth) / 2;
    }

    static Faceted box(Stand stand, Size size, Finish finish) {
        double x = size.width / 2;
        double z = size.depth / 2;
        List<Plane> planes = List.of(
                new Plane(1, 0, 0, x, z),
                new Plane(-1, 0, 0, x, z),
                new Plane(0, 1, 0, size.height, x),
                new Plane(0, -1, 0, 0, x),
                new Plane(0, 0, 1, z, x),
                new Plane(0, 0, -1, z, x));
        return new Faceted(stand, size, planes, finish);
    }

    /** A roof with a ridge along its depth. */
    static Faceted roof(Stand stand, Size size, Finish finish) {
        double x = size.width / 2;
        double z = size.depth / 2;
        List<Plane> planes = List.of(
                Plane.leaning(size.height, x, 0, size.height, z),
                Plane.leaning(-size.height, x, 0, size.height, z),
                new Plane(0, -1, 0, 0, x),
                new Plane(0, 0, 1, z, x),
                new Plane(0, 0, -1, z, x));
        return new Faceted(stand, size, planes, finish);
    }

    /** A pyramid on a rectangle, cut off at its height. */
    static Faceted pyramid(Stand stand, Size size, double apex, Finish finish) {
        double x = size.width / 2;
        double z = size.depth / 2;
        List<Plane> planes = List.of(
                Plane.leaning(apex, x, 0, apex, z),
                Plane.leaning(-apex, x, 0, apex, z),
                Plane.leaning(0, z, apex, apex, x),
                Plane.leaning(0, z, -apex, apex, x),
                new Plane(0, 1, 0, size.height, x),
                new Plane(0, -1, 0, 0, x));
        return new Faceted(stand, size, planes, finish);
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
            double speed = ray.dot(plane.nx, plane.ny, plane.nz);
            double room = plane.offset - (plane.nx * x + plane.ny * y + plane.nz * z);
            double at = room / speed;
            if (speed < 0 && at > enter) {
                enter = at;
                entered = plane;
            } else if (speed > 0 && at < leave) {
                leave = at;
            }
            if (enter >= leave || (speed == 0 && room < 0)) {
                return;
            }
        }
        hit.offer(enter, this, entered, entered.nx, entered.ny, entered.nz);
    }

    /** Every side has its own pattern, counted from its lower left corner. */
    @Override
    Spot spot(Place place) {
        double x = place.x() - centreX();
        double z = place.z() - centreZ();
        double ownX = cos * x - sin * z;
        double ownZ = sin * x + cos * z;
        if (Math.abs(place.ny()) > 0.99) {
            return new Spot(
                    ownX + size.width / 2, ownZ + size.depth / 2, place.reach(cos, 0, -sin), place.reach(sin, 0, cos));
        }
        double flat = Math.sqrt(place.nx() * place.nx() + place.nz() * place.nz());
        double rightX = -place.nz() / flat;
        double rightZ = place.nx() / flat;
        double ownNormalX = cos * place.nx() - sin * place.nz();
        double half = Math.abs(ownNormalX) > 0.5 * flat ? size.depth / 2 : size.width / 2;
        return new Spot(
                half + x * rightX + z * rightZ,
                (place.y() - footY) / flat,
                place.reach(rightX, 0, rightZ),
                place.reach(0, 1, 0) / flat);
    }
}
