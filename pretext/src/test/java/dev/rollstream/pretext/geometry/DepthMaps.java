package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Depth maps made by formulas. */
public final class DepthMaps {
    private DepthMaps() {}

    /** A depth for every pixel. */
    public interface Formula {
        double at(int x, int y);
    }

    public static DepthMap of(int width, int height, Formula formula) {
        float[] depths = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                depths[y * width + x] = (float) formula.at(x, y);
            }
        }
        return DepthMap.owning(width, height, depths);
    }

    /** A tilted floor, boxes on it, holes of unknown depth, often one thing alone at its depth in the
     * middle, one wild pixel or some noise. */
    public static DepthMap cluttered(int width, int height, long seed) {
        SeededRandom random = new SeededRandom(seed);
        List<Box> boxes = new ArrayList<>();
        for (int left = 2 + random.below(6); left > 0; left--) {
            double depth = random.below(4) == 0 ? Double.NaN : random.between(1, 30);
            Region place = new Region(
                    random.below(width),
                    random.below(height),
                    1 + random.below(width / 2),
                    1 + random.below(height / 2));
            boxes.add(new Box(place, depth));
        }
        if (random.below(2) == 0) {
            int side = 16 + random.below(8);
            boxes.add(new Box(new Region((width - side) / 2, (height - side) / 2, side, side), random.between(1, 60)));
        }
        if (random.below(2) == 0) {
            boxes.add(new Box(new Region(0, 0, 1, 1), random.between(30, 90)));
        }
        double slope = random.between(0, 12);
        double noise = random.below(3) == 0 ? random.between(0, 1.5) : 0;
        return of(width, height, (x, y) -> {
            double depth = 5 + slope * (height - y) / height;
            for (Box box : boxes) {
                depth = box.holds(x, y) ? box.depth : depth;
            }
            return depth + noise * random.between(0, 1);
        });
    }

    private record Box(Region place, double depth) {
        private boolean holds(int x, int y) {
            return x >= place.x() && x < place.x() + place.width() && y >= place.y() && y < place.y() + place.height();
        }
    }

    /** Maps that no scene looks like, each with a name. */
    public static Map<String, DepthMap> hostile() {
        Map<String, DepthMap> maps = new LinkedHashMap<>();
        maps.put("all unknown", of(200, 200, (x, y) -> Double.NaN));
        maps.put("one known", of(200, 200, (x, y) -> x == 100 && y == 100 ? 3 : Double.NaN));
        maps.put("constant", of(200, 200, (x, y) -> 2));
        maps.put("huge", of(200, 200, (x, y) -> Float.MAX_VALUE * (x + 1.0) / 201));
        maps.put("tiny depths", of(200, 200, (x, y) -> Float.MIN_VALUE * (1 + x / 70)));
        maps.put("huge and tiny", of(200, 200, (x, y) -> x < 100 ? Float.MIN_VALUE : Float.MAX_VALUE));
        maps.put("stripes", of(200, 200, (x, y) -> 1 + x % 2));
        maps.put("lattice of unknown", of(200, 200, (x, y) -> x % 5 == 0 || y % 5 == 0 ? Double.NaN : 1 + x));
        maps.put("one wild depth", of(200, 200, (x, y) -> x == 7 && y == 9 ? 1e30 : 1 + x / 1000.0));
        maps.put("row", of(300, 1, (x, y) -> 1 + x));
        maps.put("column", of(1, 300, (x, y) -> 1 + y));
        maps.put("pixel", of(1, 1, (x, y) -> 1));
        maps.put("window's size", of(25, 25, (x, y) -> 1 + x));
        maps.put("below a window", of(14, 14, (x, y) -> 1 + x));
        maps.put("noise", of(200, 200, (x, y) -> 1 + (SeededRandom.mix(x * 1_000L + y) >>> 40)));
        return maps;
    }
}
