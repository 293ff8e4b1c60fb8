package dev.rollstream.pretext.scene;

/** Light from a point; its rays are told apart by where they cross the plane a metre below it. */
final class Lamp implements Light {
    private final double x;
    private final double y;
    private final double z;
    private final Rgb colour;

    Lamp(double x, double y, double z, Rgb colour) {
        this.x = x;
        this.y = y;
        this.z = z;
        this.colour = colour;
    }

    @Override
    public Ray from(Place place) {
        double fromX = place.x() + Sun.LIFT * place.nx();
        double fromY = place.y() + Sun.LIFT * place.ny();
        double fromZ = place.z() + Sun.LIFT * place.nz();
        double length = metres(fromX, fromY, fromZ);
        return new Ray(fromX, fromY, fromZ, (x - fromX) / length, (y - fromY) / length, (z - fromZ) / length);
    }

    @Override
    public double metres(Place place) {
        return metres(place.x(), place.y(), place.z());
    }

    private double metres(double px, double py, double pz) {
        return Math.sqrt((x - px) * (x - px) + (y - py) * (y - py) + (z - pz) * (z - pz));
    }

    /** Fainter with distance, but less than by its square: walls send light back. */
    @Override
    public Rgb strength(double metres) {
        return colour.times(1.5 / (1 + 0.055 * metres * metres));
    }

    @Override
    public double first(double px, double py, double pz) {
        return py < y ? (px - x) / (y - py) : Double.NaN;
    }

    @Override
    public double second(double px, double py, double pz) {
        return py < y ? (pz - z) / (y - py) : Double.NaN;
    }

    @Override
    public double widest() {
        return 5;
    }

    @Override
    public Span span(Solid solid) {
        double below = y - solid.centreY();
        double reach = solid.reach() * 1.001 + Sun.LIFT;
        if (below <= reach) {
            return Span.EVERYTHING;
        }
        double acrossX = solid.centreX() - x;
        double acrossZ = solid.centreZ() - z;
        return new Span(
                tangent(acrossX, below, reach, -1),
                tangent(acrossX, below, reach, 1),
                tangent(acrossZ, below, reach, -1),
                tangent(acrossZ, below, reach, 1));
    }

    /** Where a line from the lamp that touches a circle crosses the plane a metre below. */
    private static double tangent(double across, double below, double reach, int side) {
        double away = across * across + below * below - reach * reach;
        double touch = Math.sqrt(away);
        return (across * touch + side * below * reach) / (below * touch - side * across * reach);
    }
}
