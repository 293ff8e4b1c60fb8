package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SourceImage;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Drawn scenes with exact depth maps, for when there are no photographs: rooms, streets, and things outdoors. Scene n of a seed has
 * the same pixels and depths on every machine, whichever set it is in.
 *
 * <p>A set is a range of one seed's scenes, so what is to be held out is a range of its own: {@code new DrawnScenes(seed, 10_000, w,
 * h)} to train on and {@code new DrawnScenes(seed, 500, w, h).startingAt(10_000)} to test on have no scene in common.
 *
 * <p>Whoever knows the seed can draw the scenes again and so tell the answers of tasks made from them: for demonstrations and
 * tests, not for training against workers that are not trusted.
 */
public final class DrawnScenes implements ImageSource {
    private final long seed;
    private final long first;
    private final int count;
    private final int width;
    private final int height;
    private final List<SceneKind> kinds;

    /**
     * The first scenes of a seed, of all kinds.
     *
     * @param count of scenes, at least 1
     * @param width of every picture in pixels, 16 to 4096
     * @param height likewise
     */
    public DrawnScenes(long seed, int count, int width, int height) {
        this(seed, 0, count, new int[] {width, height}, List.of(SceneKind.values()));
    }

    private DrawnScenes(long seed, long first, int count, int[] size, List<SceneKind> kinds) {
        this.seed = seed;
        this.first = first;
        this.count = count;
        this.width = size[0];
        this.height = size[1];
        this.kinds = kinds;
        if (first < 0 || count < 1 || Math.min(width, height) < 16 || Math.max(width, height) > 4_096) {
            throw new IllegalArgumentException("cannot draw " + count + " scenes of " + width + " x " + height
                    + " px from number " + first + " on; needed are at least 1 of 16 to 4096 px a side, from 0 on");
        }
    }

    /** As many scenes of the same seed, but from number {@code number} on instead of 0. */
    public DrawnScenes startingAt(long number) {
        return new DrawnScenes(seed, number, count, new int[] {width, height}, kinds);
    }

    /** As many scenes, all of one kind. */
    public DrawnScenes only(SceneKind kind) {
        return new DrawnScenes(seed, first, count, new int[] {width, height}, List.of(kind));
    }

    @Override
    public int size() {
        return count;
    }

    /** Tells a scene's number among those of its seed. */
    @Override
    public String name(int index) {
        return "scene-%06d".formatted(first + index);
    }

    @Override
    public String identity(int index) {
        return name(index) + " of seed " + seed + ", " + kinds + ", " + width + " x " + height;
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
        SeededRandom random = new SeededRandom(SeededRandom.mix(seed) ^ SeededRandom.mix(~(first + index)));
        SceneKind kind = kinds.get(random.below(kinds.size()));
        SceneRenderer.View view = SceneRenderer.render(kind.compose(random), width, height);
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
