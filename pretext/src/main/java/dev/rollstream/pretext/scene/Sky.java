package dev.rollstream.pretext.scene;

/**
 * What lies behind everything, without an end: far hills, a gradient, clouds.
 *
 * @param low colour at the horizon, which distant things fade to
 * @param high colour overhead
 * @param hills colour of the hills
 * @param cover how much of the sky is clouded, 0 to 1
 */
record Sky(Rgb low, Rgb high, Rgb hills, double cover, Noise noise) {
    private static final Rgb CLOUD = new Rgb(0.97, 0.97, 0.98);

    /** The hills are no higher, per metre of distance. */
    private static final double RIDGE = 0.27;

    /** The colour in a direction that meets nothing. */
    Rgb at(Ray ray) {
        double across = ray.x() / ray.z();
        double up = ray.y() / ray.z();
        if (up < RIDGE
                && up < 0.05 + (RIDGE - 0.05) * noise.cloudy(across * 2.2 + 40, 0.5, 0) * noise.at(across * 0.8, 9.5)) {
            double shade = 0.8 + 0.4 * noise.cloudy(across * 12, up * 24, 0.03);
            return hills.times(shade).mix(low, 0.45);
        }
        double height = Math.sqrt(Math.min(1, Math.max(0, up)));
        Rgb clear = low.mix(high, Math.min(1, 1.25 * height));
        double density =
                noise.cloudy(across * 3.1 + 11, up * 6.4, 0) + 0.35 * (noise.cloudy(across * 9, up * 21, 0) - 0.5);
        double cloud = Math.max(0, Math.min(1, (density - 1 + cover) * 3.2));
        return clear.mix(CLOUD.times(0.84 + 0.16 * cloud), cloud * 0.92);
    }

    /** A surface's colour as it is seen through so many metres of air. */
    Rgb haze(Rgb surface, double metres) {
        double thin = metres / 95;
        return surface.mix(low, 1 - 1 / (1 + thin * thin));
    }
}
