package dev.rollstream.pretext.scene;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The solids that rays from one point may hit, the nearest first, with their bounding spheres as seen from there. */
final class Candidates {
    /** Numbers for every solid: place relative to the point, squared distance, squared reach, nearest distance. */
    private static final int STRIDE = 6;

    private final Solid[] solids;
    private final double[] spheres;

    private Candidates(Solid[] solids, double[] spheres) {
        this.solids = solids;
        this.spheres = spheres;
    }

    static Candidates from(Camera.Pose eye, List<Solid> all) {
        Solid[] solids = all.stream()
                .sorted(Comparator.comparingDouble(solid -> solid.away(eye.x(), eye.y(), eye.z())))
                .toArray(Solid[]::new);
        double[] spheres = new double[STRIDE * solids.length];
        for (int i = 0; i < solids.length; i++) {
            Solid solid = solids[i];
            double x = solid.centreX() - eye.x();
            double y = solid.centreY() - eye.y();
            double z = solid.centreZ() - eye.z();
            int at = STRIDE * i;
            spheres[at] = x;
            spheres[at + 1] = y;
            spheres[at + 2] = z;
            spheres[at + 3] = x * x + y * y + z * z;
            spheres[at + 4] = solid.reach() * solid.reach() * 1.001;
            spheres[at + 5] = solid.away(eye.x(), eye.y(), eye.z());
        }
        return new Candidates(solids, spheres);
    }

    /** Those that rays of a cone around {@code axis} may hit; {@code spread} is the sine of its half angle. */
    Candidates within(Ray axis, double spread) {
        int[] kept = IntStream.range(0, solids.length)
                .filter(i -> solids[i].near(axis, spread))
                .toArray();
        Solid[] fewer = new Solid[kept.length];
        double[] theirs = new double[STRIDE * kept.length];
        for (int i = 0; i < kept.length; i++) {
            fewer[i] = solids[kept[i]];
            System.arraycopy(spheres, STRIDE * kept[i], theirs, STRIDE * i, STRIDE);
        }
        return new Candidates(fewer, theirs);
    }

    /** Offers what a ray from the point meets, until nothing nearer can come. */
    void meet(Ray ray, Hit hit) {
        for (int i = 0, at = 0; i < solids.length && spheres[at + 5] <= hit.distance; i++, at += STRIDE) {
            double along = ray.dot(spheres[at], spheres[at + 1], spheres[at + 2]);
            if (spheres[at + 3] - along * along <= spheres[at + 4]) {
                solids[i].meet(ray, hit);
            }
        }
    }
}
