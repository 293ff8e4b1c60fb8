package dev.rollstream.pretext.scene;

import java.util.List;

/**
 * Tells what lies in the shadow of what. Seen along the sun's rays every bounding sphere is a disc, and a point can only be in the
 * shadow of the discs that it lies in; the discs' places are worked out once a scene.
 */
final class SunShade {
    private final List<Solid> solids;
    private final Ray sun;
    private final double[] discs;
    private final double firstX;
    private final double firstZ;
    private final double secondX;
    private final double secondY;
    private final double secondZ;

    SunShade(List<Solid> solids, Ray sun) {
        this.solids = solids;
        this.sun = sun;
        double flat = Math.sqrt(sun.x() * sun.x() + sun.z() * sun.z());
        this.firstX = sun.z() / flat;
        this.firstZ = -sun.x() / flat;
        this.secondX = sun.y() * firstZ;
        this.secondY = sun.z() * firstX - sun.x() * firstZ;
        this.secondZ = -sun.y() * firstX;
        this.discs = new double[3 * solids.size()];
        for (int i = 0; i < solids.size(); i++) {
            Solid solid = solids.get(i);
            discs[3 * i] = first(solid.centreX(), solid.centreZ());
            discs[3 * i + 1] = second(solid.centreX(), solid.centreY(), solid.centreZ());
            discs[3 * i + 2] = solid.reach() * solid.reach();
        }
    }

    private double first(double x, double z) {
        return firstX * x + firstZ * z;
    }

    private double second(double x, double y, double z) {
        return secondX * x + secondY * y + secondZ * z;
    }

    /** Whether something stands between a point and the sun. */
    boolean covers(double x, double y, double z) {
        double first = first(x, z);
        double second = second(x, y, z);
        for (int i = 0; i < solids.size(); i++) {
            double offFirst = discs[3 * i] - first;
            double offSecond = discs[3 * i + 1] - second;
            if (offFirst * offFirst + offSecond * offSecond <= discs[3 * i + 2]) {
                Hit hit = new Hit();
                solids.get(i).meet(new Ray(x, y, z, sun.x(), sun.y(), sun.z()), hit);
                if (hit.solid != null) {
                    return true;
                }
            }
        }
        return false;
    }
}
