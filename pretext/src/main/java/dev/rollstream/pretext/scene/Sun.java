package dev.rollstream.pretext.scene;

/** Light from one direction; its rays are told apart by where they cross a plane that faces it. */
final class Sun implements Light {
    /** Shadows are looked for this far above a surface, in metres, so that it does not shade itself. */
    static final double LIFT = 1e-4;

    private final double x;
    private final double y;
    private final double z;
    private final double firstX;
    private final double firstZ;
    private final Rgb colour;

    /**
     * A sun.
     *
     * @param around degrees from straight ahead to the right
     * @param up degrees over the horizon, between 0 and 90
     */
    Sun(double around, double up, Rgb colour) {
        double flat = StrictMath.cos(StrictMath.toRadians(up));
        this.firstX = StrictMath.cos(StrictMath.toRadians(around));
        this.firstZ = -StrictMath.sin(StrictMath.toRadians(around));
        this.x = -flat * firstZ;
        this.y = StrictMath.sin(StrictMath.toRadians(up));
        this.z = flat * firstX;
        this.colour = colour;
    }

    @Override
    public Ray from(Place place) {
        return new Ray(
                place.x() + LIFT * place.nx(), place.y() + LIFT * place.ny(), place.z() + LIFT * place.nz(), x, y, z);
    }

    @Override
    public double metres(Place place) {
        return Double.MAX_VALUE;
    }

    @Override
    public Rgb strength(double metres) {
        return colour;
    }

    @Override
    public double first(double px, double py, double pz) {
        return firstX * px + firstZ * pz;
    }

    @Override
    public double second(double px, double py, double pz) {
        return y * firstZ * px + (z * firstX - x * firstZ) * py - y * firstX * pz;
    }

    @Override
    public double widest() {
        return 150;
    }

    @Override
    public Span span(Solid solid) {
        double first = first(solid.centreX(), solid.centreY(), solid.centreZ());
        double second = second(solid.centreX(), solid.centreY(), solid.centreZ());
        double reach = solid.reach() + LIFT;
        return new Span(first - reach, first + reach, second - reach, second + reach);
    }
}
