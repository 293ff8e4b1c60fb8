package dev.rollstream.pretext.scene;

import java.util.List;

/** The inside of a box, with a finish to every side. */
final class Room implements Setting {
    /** The box: from left to right, from 0 to its height, from back to front. */
    record Extent(double left, double right, double height, double back, double front) {}

    /** What the sides are covered with. */
    record Finishes(Finish floor, Finish walls, Finish ceiling) {}

    private static final Rgb INDOORS = new Rgb(0.5, 0.49, 0.47);
    private static final Rgb SKIRTING = Rgb.of(0xE9E4D8);
    private static final double SKIRTING_HEIGHT = 0.11;

    private final Extent extent;
    private final List<Side> sides;

    Room(Extent extent, Finishes finishes) {
        this.extent = extent;
        this.sides = List.of(
                new Side(1, 0, 0, extent.left, finishes.walls),
                new Side(-1, 0, 0, -extent.right, finishes.walls),
                new Side(0, 1, 0, 0, finishes.floor),
                new Side(0, -1, 0, -extent.height, finishes.ceiling),
                new Side(0, 0, 1, extent.back, finishes.walls),
                new Side(0, 0, -1, -extent.front, finishes.walls));
    }

    /** One side of the box, where {@code x nx + y ny + z nz = offset}; the normal points inwards. */
    private record Side(double nx, double ny, double nz, double offset, Finish finish) implements Surface {
        void meet(Ray ray, Hit hit) {
            double speed = ray.dot(nx, ny, nz);
            if (speed < 0) {
                double from = nx * ray.originX() + ny * ray.originY() + nz * ray.originZ();
                hit.offer((offset - from) / speed, this, nx, ny, nz);
            }
        }

        @Override
        public Rgb colour(Place place) {
            if (ny != 0) {
                return finish.at(new Spot(place.x(), place.z(), place.reach(1, 0, 0), place.reach(0, 0, 1)));
            }
            double along = place.x() * nz - place.z() * nx;
            Rgb wall = finish.at(new Spot(along + 40, place.y(), place.reach(nz, 0, -nx), place.reach(0, 1, 0)));
            double line = Math.abs(place.y() - SKIRTING_HEIGHT) < 0.012 ? 0.75 : 1;
            return (place.y() < SKIRTING_HEIGHT ? SKIRTING : wall).times(line);
        }
    }

    @Override
    public void meet(Ray ray, Hit hit) {
        for (Side side : sides) {
            side.meet(ray, hit);
        }
    }

    @Override
    public Rgb beyond(Ray ray) {
        return INDOORS;
    }

    /** Less in corners and under things than in the open. */
    @Override
    public Rgb ambient(Place place) {
        double open = corner(place.nx(), place.x() - extent.left, extent.right - place.x())
                * corner(place.ny(), place.y(), extent.height - place.y())
                * corner(place.nz(), place.z() - extent.back, extent.front - place.z());
        double bounced = place.ny() < 0 ? 0.55 * -place.ny() : 0.1 * place.ny();
        return INDOORS.times(open * (1.05 + 0.06 * place.nx() + bounced));
    }

    private static double corner(double normal, double toOne, double toOther) {
        if (Math.abs(normal) > 0.7) {
            return 1;
        }
        double near = Math.max(0, Math.min(toOne, toOther));
        return 1 - 0.3 / (1 + 9 * near * near);
    }

    @Override
    public Rgb veiled(Rgb colour, double metres) {
        return colour;
    }
}
