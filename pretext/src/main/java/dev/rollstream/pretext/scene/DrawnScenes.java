package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SourceImage;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Drawn outdoor scenes, for when there are no photographs: houses, trees, towers and balls on a textured ground, in sunlight,
 * under clouds. Scene i of a seed has the same pixels on every machine.
 *
 * <p>Whoever knows the seed can draw the scenes again and so tell the answers of tasks made from them: for demonstrations and
 * tests, not for training against workers that are not trusted.
 */
public final class DrawnScenes implements ImageSource {
    private final long seed;
    private final int count;
    private final int width;
    private final int height;

    /**
     * A set of scenes.
     *
     * @param seed of the whole set
     * @param count of scenes, at least 1
     * @param width of every picture in pixels, 16 to 4096
     * @param height likewise
     */
    public DrawnScenes(long seed, int count, int width, int height) {
        if (count < 1 || Math.min(width, height) < 16 || Math.max(width, height) > 4_096) {
            throw new IllegalArgumentException("cannot draw " + count + " scenes of " + width + " x " + height
                    + " px; needed are at least 1 of 16 to 4096 px a side");
        }
        this.seed = seed;
        this.count = count;
        this.width = width;
        this.height = height;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public String name(int index) {
        return "scene-%06d".formatted(index);
    }

    /** Every scene has its exact depth map, in metres. */
    @Override
    public boolean hasDepth(int index) {
        return true;
    }

    /**
     * Draws a scene with its depth map; always {@link LoadOutcome.Loaded}. Its digest is that of its pixels, 3 bytes each, row by
     * row.
     */
    @Override
    public LoadOutcome load(int index) {
        SeededRandom random = new SeededRandom(SeededRandom.mix(seed) ^ SeededRandom.mix(~(long) index));
        SceneRenderer.View view = SceneRenderer.render(new SceneComposer(random).compose(), width, height);
        return new LoadOutcome.Loaded(
                new SourceImage(name(index), digest(view.picture()), view.picture(), view.depth()));
    }

    private static String digest(RgbImage picture) {
        MessageDigest digest = Sha256.digest();
        byte[] row = new byte[3 * picture.width()];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int rgb = picture.rgb(x, y);
                row[3 * x] = (byte) (rgb >> 16);
                row[3 * x + 1] = (byte) (rgb >> 8);
                row[3 * x + 2] = (byte) rgb;
            }
            digest.update(row);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
