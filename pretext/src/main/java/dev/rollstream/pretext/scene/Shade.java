package dev.rollstream.pretext.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells what lies in the shadow of what. The light's rays are sorted into the cells of a grid by their two coordinates, and every
 * cell knows the solids that stop some of its rays; worked out once a scene.
 */
final class Shade {
    private static final int CELLS = 48;
    private final Light light;
    private final Solid[][] cells = new Solid[CELLS * CELLS][];
    private final Hit hit = new Hit();
    private double lowFirst = Double.POSITIVE_INFINITY;
    private double lowSecond = Double.POSITIVE_INFINITY;
    private double highFirst = Double.NEGATIVE_INFINITY;
    private double highSecond = Double.NEGATIVE_INFINITY;

    Shade(List<Solid> solids, Light light) {
        this.light = light;
        List<Solid> dark = solids.stream().filter(solid -> !solid.glows()).toList();
        dark.forEach(solid -> widen(light.span(solid)));
        List<List<Solid>> sorted = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            sorted.add(new ArrayList<>());
        }
        for (Solid solid : dark) {
            Light.Span span = light.span(solid);
            for (int row = row(span.lowSecond()); row <= row(span.highSecond()); row++) {
                for (int column = column(span.lowFirst()); column <= column(span.highFirst()); column++) {
                    sorted.get(row * CELLS + column).add(solid);
                }
            }
        }
        Arrays.setAll(cells, i -> sorted.get(i).toArray(Solid[]::new));
    }

    private void widen(Light.Span span) {
        double widest = light.widest();
        lowFirst = Math.max(-widest, Math.min(lowFirst, span.lowFirst()));
        lowSecond = Math.max(-widest, Math.min(lowSecond, span.lowSecond()));
        highFirst = Math.min(widest, Math.max(highFirst, span.highFirst()));
        highSecond = Math.min(widest, Math.max(highSecond, span.highSecond()));
    }

    private int column(double first) {
        return cell((first - lowFirst) / (highFirst - lowFirst));
    }

    private int row(double second) {
        return cell((second - lowSecond) / (highSecond - lowSecond));
    }

    private static int cell(double part) {
        return (int) Math.max(0, Math.min(CELLS - 1, Math.floor(part * CELLS)));
    }

    /**
     * Whether something stands between a place and the light.
     *
     * @param towards the light, from the place
     */
    boolean covers(Ray towards, double metres) {
        double first = light.first(towards.originX(), towards.originY(), towards.originZ());
        double second = light.second(towards.originX(), towards.originY(), towards.originZ());
        if (!(first >= lowFirst && first <= highFirst && second >= lowSecond && second <= highSecond)) {
            return false;
        }
        hit.clear(metres);
        for (Solid solid : cells[row(second) * CELLS + column(first)]) {
            if (solid.near(towards, 0)) {
                solid.meet(towards, hit);
                if (hit.surface != null) {
                    return true;
                }
            }
        }
        return false;
    }
}
