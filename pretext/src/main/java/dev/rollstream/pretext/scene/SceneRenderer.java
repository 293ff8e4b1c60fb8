package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import java.util.List;

/**
 * Ray-casts a scene: one ray a pixel, one more to the sun, and four a pixel along the outlines of things.
 *
 * <p>Pixels are a function of the scene on every machine: beyond {@link StrictMath} in the set-up only +, -, *, /, floor and square
 * root are used, which IEEE 754 fixes to the last bit.
 */
final class SceneRenderer {
    /** Side of a square of pixels whose rays share a list of the solids that they may hit. */
    private static final int TILE = 32;

    private static final double[] SUB_PIXELS = {0.25, 0.75};
    /** Shadows are looked for this far above a surface, in metres, so that it does not shade itself. */
    private static final double LIFT = 1e-4;

    private static final Object GROUND = new Object();
    private static final Object SKY = new Object();

    private final Scene scene;
    private final SunShade shade;
    private final int width;
    private final int height;
    private final RgbCanvas canvas;
    private final float[] depths;
    private final Object[] seen;

    private SceneRenderer(Scene scene, int width, int height) {
        this.scene = scene;
        this.shade = new SunShade(scene.solids(), scene.sun());
        this.width = width;
        this.height = height;
        this.canvas = new RgbCanvas(width, height);
        this.depths = new float[width * height];
        this.seen = new Object[width * height];
    }

    /**
     * A picture and what belongs to it.
     *
     * @param depth in metres along the camera's axis, of what the ray through each pixel's middle meets; unknown in the sky
     */
    record View(RgbImage picture, DepthMap depth) {}

    static View render(Scene scene, int width, int height) {
        SceneRenderer renderer = new SceneRenderer(scene, width, height);
        renderer.pixels();
        renderer.outlines();
        return new View(renderer.canvas.finish(), DepthMap.owning(width, height, renderer.depths));
    }

    private void pixels() {
        for (int y = 0; y < height; y += TILE) {
            for (int x = 0; x < width; x += TILE) {
                tile(x, y);
            }
        }
    }

    private void tile(int left, int top) {
        List<Solid> near = near(left, top);
        for (int y = top; y < Math.min(height, top + TILE); y++) {
            for (int x = left; x < Math.min(width, left + TILE); x++) {
                Ray ray = ray(x + 0.5, y + 0.5);
                Hit hit = cast(ray, near);
                int at = y * width + x;
                seen[at] = surface(ray, hit);
                depths[at] = (float) (metres(ray, hit) * scene.camera().ahead(ray));
                canvas.set(x, y, colour(ray, hit).packed());
            }
        }
    }

    private List<Solid> near(int left, int top) {
        Ray axis = ray(left + TILE / 2.0, top + TILE / 2.0);
        double spread = 0.75 * TILE / (width * scene.camera().focal());
        return scene.solids().stream().filter(solid -> solid.near(axis, spread)).toList();
    }

    /** Draws the pixels again, finer, that see another thing than a neighbour does. */
    private void outlines() {
        for (int y = 1; y < height - 1; y++) {
            for (int x = 1; x < width - 1; x++) {
                int at = y * width + x;
                Object here = seen[at];
                if (here != seen[at - 1]
                        || here != seen[at + 1]
                        || here != seen[at - width]
                        || here != seen[at + width]) {
                    canvas.set(x, y, fine(x, y).packed());
                }
            }
        }
    }

    private Rgb fine(int x, int y) {
        Rgb sum = new Rgb(0, 0, 0);
        for (double down : SUB_PIXELS) {
            for (double right : SUB_PIXELS) {
                Ray ray = ray(x + right, y + down);
                sum = sum.plus(colour(ray, cast(ray, scene.solids())));
            }
        }
        return sum.times(0.25);
    }

    private Ray ray(double x, double y) {
        return scene.camera().ray((x - width / 2.0) / width, (height / 2.0 - y) / width);
    }

    private static Hit cast(Ray ray, List<Solid> solids) {
        Hit hit = new Hit();
        for (Solid solid : solids) {
            if (solid.near(ray, 0)) {
                solid.meet(ray, hit);
            }
        }
        return hit;
    }

    private Object surface(Ray ray, Hit hit) {
        if (hit.solid != null) {
            return hit.solid;
        }
        return scene.ground().seenAlong(ray) ? GROUND : SKY;
    }

    /** How far away along a ray lies what it meets; NaN for the sky. */
    private double metres(Ray ray, Hit hit) {
        if (hit.solid != null) {
            return hit.distance;
        }
        if (scene.ground().seenAlong(ray)) {
            return -ray.originY() / ray.y();
        }
        return scene.sky().isHill(ray) ? scene.ground().end() / ray.z() : Double.NaN;
    }

    private Rgb colour(Ray ray, Hit hit) {
        Solid solid = hit.solid;
        if (solid != null) {
            return ofSolid(ray, hit, solid);
        }
        if (!scene.ground().seenAlong(ray)) {
            return scene.sky().at(ray);
        }
        double metres = -ray.originY() / ray.y();
        double x = ray.originX() + metres * ray.x();
        double z = ray.originZ() + metres * ray.z();
        Rgb lit = scene.ground().at(x, z).times(light(new Ray(x, 0, z, 0, 1, 0)));
        return scene.sky().haze(lit, metres);
    }

    private Rgb ofSolid(Ray ray, Hit hit, Solid solid) {
        double x = ray.originX() + hit.distance * ray.x();
        double y = ray.originY() + hit.distance * ray.y();
        double z = ray.originZ() + hit.distance * ray.z();
        Rgb surface = solid.finish().at(around(solid, hit, x, z), hit.normalY > 0.9 ? z : y);
        Rgb lit = surface.times(light(new Ray(x, y, z, hit.normalX, hit.normalY, hit.normalZ)));
        return scene.sky().haze(lit, hit.distance);
    }

    /** A coordinate along the surface, level, in metres from the solid's middle. */
    private static double around(Solid solid, Hit hit, double x, double z) {
        if (hit.normalY > 0.9) {
            return x;
        }
        double flat = Math.sqrt(hit.normalX * hit.normalX + hit.normalZ * hit.normalZ);
        if (solid instanceof Faceted) {
            return ((x - solid.centreX()) * hit.normalZ - (z - solid.centreZ()) * hit.normalX) / flat;
        }
        // Round bodies: the share of the way around a diamond stands in for the angle.
        double share = hit.normalX / (Math.abs(hit.normalX) + Math.abs(hit.normalZ) + 1e-9);
        return 1.6 * solid.reach() * (hit.normalZ < 0 ? share : 2 - share);
    }

    /**
     * Light of sky and sun on a surface, where 1 shows its own colour.
     *
     * @param normal from a point of the surface, straight away from it
     */
    private double light(Ray normal) {
        double fromSky = 0.5 + 0.12 * normal.y();
        Ray sun = scene.sun();
        double facing = normal.x() * sun.x() + normal.y() * sun.y() + normal.z() * sun.z();
        boolean lit = facing > 0
                && !shade.covers(
                        normal.originX() + LIFT * normal.x(),
                        normal.originY() + LIFT * normal.y(),
                        normal.originZ() + LIFT * normal.z());
        return lit ? fromSky + 0.62 * facing : fromSky;
    }
}
