package dev.rollstream.pretext.scene;

/** Ground, woods at its end, sky. */
record Outdoors(Ground ground, Woods woods, Sky sky) implements Setting {
    private static final Rgb DAY = new Rgb(0.53, 0.56, 0.62);

    @Override
    public void meet(Ray ray, Hit hit) {
        ground.meet(ray, hit);
        woods.meet(ray, hit);
    }

    @Override
    public Rgb beyond(Ray ray) {
        return sky.at(ray);
    }

    /** More from above than from below, and less close over the ground. */
    @Override
    public Rgb ambient(Place place) {
        double low = place.ny() > 0.5 ? 0 : 0.25 / (1 + 12 * place.y() * place.y());
        return DAY.times(1 + 0.22 * place.ny() - low);
    }

    @Override
    public Rgb veiled(Rgb colour, double metres) {
        return sky.haze(colour, metres);
    }
}
