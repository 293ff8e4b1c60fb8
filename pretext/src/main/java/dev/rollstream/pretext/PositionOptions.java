package dev.rollstream.pretext;

import dev.rollstream.pretext.geometry.Facing;
import dev.rollstream.pretext.geometry.PairKind;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What tasks of relative position are about. Weights are relative; what is missing is not drawn.
 *
 * @param kinds of pairs
 * @param facings of the camera
 */
public record PositionOptions(Map<PairKind, Integer> kinds, Map<Facing, Integer> facings) {
    /** Checks that a kind and a facing can be drawn. */
    public PositionOptions {
        kinds = Map.copyOf(kinds);
        facings = Map.copyOf(facings);
        Weighted.check("kinds of pairs", kinds);
        Weighted.check("facings", facings);
    }

    /**
     * All alike, as the paper has it: the default of strict mode. With the weights of the released script, three questions in five
     * about blocks side by side could be narrowed to Front or Back without a look at the picture; with equal weights all four
     * answers are equally likely.
     */
    public static PositionOptions uniform() {
        return new PositionOptions(
                evenKinds(), Arrays.stream(Facing.values()).collect(Collectors.toMap(facing -> facing, facing -> 1)));
    }

    /**
     * As the released script draws facings: 30 left, 30 right, 30 to the viewer, 10 away. How often it was run for which kind is not
     * known: even.
     */
    public static PositionOptions released() {
        return new PositionOptions(
                evenKinds(), Map.of(Facing.LEFT, 30, Facing.RIGHT, 30, Facing.TO_VIEWER, 30, Facing.AWAY, 10));
    }

    /** These options with one kind of pair only. */
    public PositionOptions withKind(PairKind only) {
        return new PositionOptions(Map.of(only, 1), facings);
    }

    /** These options with one facing only. */
    public PositionOptions withFacing(Facing only) {
        return new PositionOptions(kinds, Map.of(only, 1));
    }

    private static Map<PairKind, Integer> evenKinds() {
        return Map.of(PairKind.NEAR, 1, PairKind.FAR, 1);
    }
}
