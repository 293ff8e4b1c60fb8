package dev.rollstream.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A prompt in the form that the model takes, about 12 to 37 kB: made once, used in every step.
 *
 * <p>Pictures are three planes of bytes. Tiles are parts of the first picture, at the slots of labels 0 to 3, and the option
 * pictures, at the slots of labels A to D.
 */
public final class PromptFeatures {
    /** Side of the whole picture as the model sees it. */
    static final int PICTURE_SIDE = 64;

    /** Side of a tile. */
    static final int TILE_SIDE = 32;

    private final byte[] picture;
    private final Map<Integer, byte[]> tiles;
    private final List<int[]> bags;

    private PromptFeatures(byte[] picture, Map<Integer, byte[]> tiles, List<int[]> bags) {
        this.picture = picture;
        this.tiles = tiles;
        this.bags = bags;
    }

    /**
     * Scales the pictures and hashes the text.
     *
     * @param buckets of the model's hashed bags, {@link ModelSize#buckets()}
     */
    public static PromptFeatures of(Prompt prompt, int buckets) {
        Picture first = prompt.pictures().get(0);
        Map<Integer, byte[]> tiles = new TreeMap<>();
        List<AreaScaling.Box> boxes = TileLayout.of(prompt.text()).boxes(first);
        for (int i = 0; i < boxes.size(); i++) {
            tiles.put(i, AreaScaling.scale(first, boxes.get(i), TILE_SIDE));
        }
        for (int i = 1; i < prompt.pictures().size(); i++) {
            Picture option = prompt.pictures().get(i);
            tiles.put(3 + i, AreaScaling.scale(option, AreaScaling.Box.whole(option), TILE_SIDE));
        }
        List<int[]> bags = new ArrayList<>(List.of(PromptText.bag(prompt.text(), buckets)));
        for (String option : PromptText.options(prompt.text())) {
            bags.add(PromptText.bag(option, buckets));
        }
        byte[] picture = AreaScaling.scale(first, AreaScaling.Box.whole(first), PICTURE_SIDE);
        return new PromptFeatures(picture, tiles, List.copyOf(bags));
    }

    /** The first picture: 3 x 64 x 64. */
    byte[] picture() {
        return picture;
    }

    /** Tiles of 3 x 32 x 32 by their slots. */
    Map<Integer, byte[]> tiles() {
        return tiles;
    }

    /** The buckets of the whole text, then of each option's text. */
    List<int[]> bags() {
        return bags;
    }
}
