package dev.rollstream.local.report;

import java.util.List;

/**
 * What a chart says, not how it is drawn.
 *
 * @param title what is shown
 * @param note how to read it, one sentence; empty: it reads by itself
 * @param form how points become marks
 * @param axes what is measured, in which unit
 * @param series the curves, in the order of the legend
 */
record Chart(String title, String note, Form form, Axes axes, List<Series> series) {
    /** Copies the series. */
    Chart {
        series = List.copyOf(series);
    }

    /** How points become marks. */
    enum Form {
        /** Lines through the points; gaps where y is NaN. */
        LINES,
        /** Lines with a mark and an interval at each point. */
        INTERVALS,
        /** Bars upon each other; every series has the same x. */
        STACKED_BARS
    }

    /** What the numbers of an axis are. */
    enum Scale {
        /** 0 to 1, shown as percent, the whole of it. */
        SHARE,
        /** 0 to 1, shown as percent, as far as the values go. */
        PART,
        /** From 0 on. */
        AMOUNT,
        /** Any number. */
        NUMBER,
        /** Whole numbers. */
        WHOLE
    }

    /** An axis: its title with the unit, and its numbers. */
    record Axis(String title, Scale scale) {}

    /** Both axes. */
    record Axes(Axis x, Axis y) {}

    /**
     * A point.
     *
     * @param x place
     * @param y value; NaN: none
     * @param low lower end of its interval, y where it has none
     * @param high upper end of its interval, y where it has none
     */
    record Point(double x, double y, double low, double high) {
        static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }

    /**
     * A curve.
     *
     * @param name for the legend; from outside
     * @param rgb colour, 0xRRGGBB
     * @param points by rising x
     */
    record Series(String name, int rgb, List<Point> points) {
        /** Copies the points. */
        Series {
            points = List.copyOf(points);
        }

        /** Whether there is anything to draw. */
        boolean isVisible() {
            return points.stream().anyMatch(point -> Double.isFinite(point.y()));
        }
    }

    /** Whether there is anything to draw. */
    boolean isVisible() {
        return series.stream().anyMatch(Series::isVisible);
    }
}
