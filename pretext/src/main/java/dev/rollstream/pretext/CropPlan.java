package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * What a crop task draws by chance, before it looks at the picture's pixels.
 *
 * @param crop the square cut out
 * @param rightSlot slot of the right option, 0 to 3
 * @param wrong kinds of the other slots, in order; no kind twice
 */
record CropPlan(Region crop, int rightSlot, List<CropKind> wrong) {
    static final int SLOTS = 4;

    CropPlan {
        wrong = List.copyOf(wrong);
    }

    /** Side of the square: half the shorter side of the picture. */
    static int side(int width, int height) {
        return Math.min(width, height) / 2;
    }

    /** A uniform place of the square, a uniform slot, and three of five kinds for the other slots, each order as likely. */
    static CropPlan draw(int width, int height, SeededRandom random) {
        int side = side(width, height);
        int x = random.below(width - side + 1);
        int y = random.below(height - side + 1);
        int rightSlot = random.below(SLOTS);
        List<CropKind> left = new ArrayList<>(List.of(CropKind.values()));
        List<CropKind> wrong = new ArrayList<>();
        while (wrong.size() < SLOTS - 1) {
            wrong.add(left.remove(random.below(left.size())));
        }
        return new CropPlan(new Region(x, y, side, side), rightSlot, wrong);
    }

    /** One item a slot: {@code right} in its own, what {@code wrong} has for each kind in the others. */
    <T> List<T> slots(T right, Function<CropKind, T> wrong) {
        List<T> slots = new ArrayList<>();
        this.wrong.forEach(kind -> slots.add(wrong.apply(kind)));
        slots.add(rightSlot, right);
        return Collections.unmodifiableList(slots);
    }

    /** The letter of the right slot, A to D. */
    String answer() {
        return "ABCD".substring(rightSlot, rightSlot + 1);
    }
}
