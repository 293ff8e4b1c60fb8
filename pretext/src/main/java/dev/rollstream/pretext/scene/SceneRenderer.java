package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * Ray-casts a scene: one ray a pixel, one more to the light, and four a pixel along the outlines and edges of things. Patterns are
 * averaged over what a pixel covers, so they need no more rays.
 *
 * <p>Pixels and depths are a function of the scene on every machine: beyond {@link StrictMath} in the set-up only +, -, *, /, floor
 * and square root are used, which IEEE 754 fixes to the last bit.
 */
final class SceneRenderer {
    /** Side of a square of pixels whose rays share a list of the solids that they may hit. */
    private static final int TILE = 16;

    private static final double[] SUB_PIXELS = {0.25, 0.75};

    /**
     * A picture and what belongs to it.
     *
     * @param depth in metres along the camera's axis, of what the ray through each pixel's middle meets; unknown in the sky
     */
    record View(RgbImage picture, DepthMap depth) {}

    private final Scene scene;
    private final Shade shade;
    private final Candidates solids;
    private final int width;
    private final int height;
    private final RgbCanvas canvas;
    private final float[] depths;
    /** What every pixel's ray met; null for the sky. */
    private final @Nullable Object[] parts;

    /** Which pixels the light reaches. */
    private final boolean[] lit;
    /** The solids that may be seen in each tile. */
    private final Candidates[] near;

    private final Hit hit = new Hit();
    private boolean hitIsLit;

    private SceneRenderer(Scene scene, int width, int height) {
        this.scene = scene;
        this.shade = new Shade(scene.solids(), scene.light());
        this.solids = Candidates.from(scene.camera().pose(), scene.solids());
        this.width = width;
        this.height = height;
        this.canvas = new RgbCanvas(width, height);
        this.depths = new float[width * height];
        this.parts = new Object[width * height];
        this.lit = new boolean[width * height];
        this.near = new Candidates[(width + TILE - 1) / TILE * ((height + TILE - 1) / TILE)];
    }

    static View render(Scene scene, int width, int height) {
        SceneRenderer renderer = new SceneRenderer(scene, width, height);
        for (int tile = 0; tile < renderer.near.length; tile++) {
            renderer.draw(tile);
        }
        for (int tile = 0; tile < renderer.near.length; tile++) {
            renderer.refine(tile);
        }
        return new View(renderer.canvas.finish(), DepthMap.owning(width, height, renderer.depths));
    }

    private int left(int tile) {
        return tile % ((width + TILE - 1) / TILE) * TILE;
    }

    private int top(int tile) {
        return tile / ((width + TILE - 1) / TILE) * TILE;
    }

    private void draw(int tile) {
        int left = left(tile);
        int top = top(tile);
        near[tile] = near(left, top);
        for (int y = top; y < Math.min(height, top + TILE); y++) {
            for (int x = left; x < Math.min(width, left + TILE); x++) {
                int at = y * width + x;
                Ray ray = ray(x + 0.5, y + 0.5);
                canvas.set(x, y, seen(ray, near[tile]).packed());
                parts[at] = hit.part;
                lit[at] = hitIsLit;
                depths[at] = hit.part == null
                        ? Float.NaN
                        : (float) (hit.distance * scene.camera().ahead(ray));
            }
        }
    }

    /** The solids that rays through a tile, or the margin of a pixel around it, may hit. */
    private Candidates near(int left, int top) {
        Ray axis = ray(left + TILE / 2.0, top + TILE / 2.0);
        double spread = 0.75 * (TILE + 2) / (width * scene.camera().focal());
        return solids.within(axis, spread);
    }

    /** Draws the pixels of a tile again, finer, that see another thing than a neighbour does, or the edge of a shadow. */
    private void refine(int tile) {
        int left = left(tile);
        int top = top(tile);
        for (int y = top; y < Math.min(height, top + TILE); y++) {
            for (int x = left; x < Math.min(width, left + TILE); x++) {
                if (isEdge(x, y)) {
                    canvas.set(x, y, fine(x, y, near[tile]).packed());
                }
            }
        }
    }

    private boolean isEdge(int x, int y) {
        int at = y * width + x;
        return (x > 0 && differ(at, at - 1))
                || (x < width - 1 && differ(at, at + 1))
                || (y > 0 && differ(at, at - width))
                || (y < height - 1 && differ(at, at + width));
    }

    private boolean differ(int at, int other) {
        return parts[at] != parts[other] || lit[at] != lit[other];
    }

    private Rgb fine(int x, int y, Candidates near) {
        Rgb sum = new Rgb(0, 0, 0);
        for (double down : SUB_PIXELS) {
            for (double right : SUB_PIXELS) {
                sum = sum.plus(seen(ray(x + right, y + down), near));
            }
        }
        return sum.times(0.25);
    }

    private Ray ray(double x, double y) {
        return scene.camera().ray((x - width / 2.0) / width, (height / 2.0 - y) / width);
    }

    /** The colour that a ray ends on; leaves what it met in {@link #hit}, and whether that is lit. */
    private Rgb seen(Ray ray, Candidates near) {
        hit.clear(Double.MAX_VALUE);
        hitIsLit = false;
        near.meet(ray, hit);
        scene.setting().meet(ray, hit);
        Surface surface = hit.surface;
        if (surface == null) {
            return scene.setting().beyond(ray);
        }
        Place place = Place.of(ray, hit, 1 / (width * scene.camera().focal()));
        Rgb own = surface.colour(place);
        Rgb lit = surface.glows() ? own : own.times(light(place));
        return scene.setting().veiled(lit, hit.distance);
    }

    private Rgb light(Place place) {
        Light light = scene.light();
        Rgb ambient = scene.setting().ambient(place);
        Ray towards = light.from(place);
        double facing = towards.dot(place.nx(), place.ny(), place.nz());
        double metres = light.metres(place);
        hitIsLit = facing > 0 && !shade.covers(towards, metres);
        if (!hitIsLit) {
            return ambient;
        }
        return ambient.plus(light.strength(metres).times(facing));
    }
}
