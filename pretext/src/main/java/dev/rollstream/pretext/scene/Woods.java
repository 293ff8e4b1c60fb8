package dev.rollstream.pretext.scene;

/**
 * The edge of the woods that close the view: an upright plane across the end of the ground, with tree tops along its upper edge.
 *
 * @param away in metres ahead
 * @param leaves colour
 */
record Woods(double away, Rgb leaves, Noise noise) implements Surface {
    private static final int ROWS = 4;
    /** No tree is higher, in metres. */
    private static final double HIGHEST = 11.2;

    private static final Rgb OTHER = Rgb.of(0x8A8F3A);

    void meet(Ray ray, Hit hit) {
        if (ray.z() <= 0) {
            return;
        }
        double metres = (away - ray.originZ()) / ray.z();
        double x = ray.originX() + metres * ray.x();
        double y = ray.originY() + metres * ray.y();
        if (metres < hit.distance && y >= 0 && y < HIGHEST && y < top(x)) {
            hit.offer(metres, this, 0, 0, -1);
        }
    }

    /** The trees stand in rows, the further the higher. */
    private double top(double x) {
        double highest = 0;
        for (int row = 0; row < ROWS; row++) {
            highest = Math.max(highest, crown(x, row));
        }
        return highest;
    }

    private static double place(double x, int row) {
        return x / (3.4 - 0.3 * row) + 0.37 * row;
    }

    /** Height of one row's crowns, broad or pointed. */
    private double crown(double x, int row) {
        double place = place(x, row);
        long tree = (long) Math.floor(place);
        double off = Math.abs(2 * (place - tree) - 1);
        double foot = 1.6 + 1.7 * row + 1.2 * noise.at(x / 14, row + 0.5);
        boolean fir = noise.lattice(tree, row + 20) < 0.35;
        return foot + (fir ? 3.2 * (1 - off) : (1.5 + 1.4 * noise.lattice(tree, row)) * Math.sqrt(1 - off * off));
    }

    @Override
    public Rgb colour(Place place) {
        double x = place.x();
        double y = place.y();
        int row = 0;
        while (row < ROWS - 1 && y > crown(x, row)) {
            row++;
        }
        double across = place(x, row);
        long tree = (long) Math.floor(across);
        double off = 2 * (across - tree) - 1;
        double low = Math.max(0, Math.min(1, (crown(x, row) - y) / 3.5));
        double leaf = noise.cloudy(x * 2.1, y * 2.1, 2.1 * place.grain());
        Rgb own = leaves.mix(OTHER, noise.lattice(tree, row + 12) * 0.7);
        return own.times((0.5 + 0.7 * leaf) * (1.15 - 0.55 * low) * (1 - 0.3 * off * off));
    }
}
