package dev.rollstream.pretext;

import dev.rollstream.pretext.font.OutlineFont;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The outline of a digit of the bundled label font as straight edges.
 *
 * <p>Lengths are in heights of the digit 1: y is 0 at its top and 1 at the base line, x is 0 at the left end of the digit's advance.
 * Round digits reach a little beyond both. Curves are cut into equal steps of their parameter with +, -, * and / alone: the edges are
 * the same on every machine.
 */
final class DigitOutline {
    /** Digits of DejaVu Sans Bold; its licence lies beside it. */
    private static final String RESOURCE = "/dev/rollstream/pretext/font/labels.ttf";

    /** Edges a curve: off by less than a tenth of a pixel in digits of 200 px. */
    private static final int STEPS = 8;

    private static final List<DigitOutline> DIGITS = load();

    private final List<Edge> edges;
    private final Bounds bounds;

    /** A straight piece of the outline, from its beginning to its end. */
    record Edge(double fromX, double fromY, double toX, double toY) {
        /** The same edge of an outline that is scaled and then moved. */
        Edge placed(double x, double y, double scale) {
            return new Edge(x + fromX * scale, y + fromY * scale, x + toX * scale, y + toY * scale);
        }
    }

    /** What an outline reaches to. */
    record Bounds(double left, double top, double right, double bottom) {
        static Bounds of(List<Edge> edges) {
            DoubleSummaryStatistics x = edges.stream().mapToDouble(Edge::fromX).summaryStatistics();
            DoubleSummaryStatistics y = edges.stream().mapToDouble(Edge::fromY).summaryStatistics();
            return new Bounds(x.getMin(), y.getMin(), x.getMax(), y.getMax());
        }
    }

    private DigitOutline(List<Edge> edges) {
        this.edges = List.copyOf(edges);
        this.bounds = Bounds.of(edges);
    }

    /** The outline of 0 to 9. */
    static DigitOutline of(int digit) {
        return DIGITS.get(digit);
    }

    /** Closed contours, one after the other. */
    List<Edge> edges() {
        return edges;
    }

    Bounds bounds() {
        return bounds;
    }

    private static List<DigitOutline> load() {
        OutlineFont font = OutlineFont.load(RESOURCE);
        double height = new Flattening(font.outline('1').getPathIterator(null))
                .edges.stream().mapToDouble(Edge::fromY).max().orElseThrow();
        return IntStream.rangeClosed('0', '9')
                .mapToObj(digit -> new Flattening(font.outline(digit).getPathIterator(null)).edges)
                .map(edges -> new DigitOutline(
                        edges.stream().map(edge -> turned(edge, height)).toList()))
                .toList();
    }

    /** From font units, y upwards, to heights, y downwards from the top. */
    private static Edge turned(Edge edge, double height) {
        return new Edge(edge.fromX / height, 1 - edge.fromY / height, edge.toX / height, 1 - edge.toY / height);
    }

    /** A path of lines and quadratic curves as edges. */
    private static final class Flattening {
        private final List<Edge> edges = new ArrayList<>();
        private double startX;
        private double startY;
        private double x;
        private double y;

        Flattening(PathIterator path) {
            double[] points = new double[6];
            for (; !path.isDone(); path.next()) {
                switch (path.currentSegment(points)) {
                    case PathIterator.SEG_MOVETO -> {
                        startX = x = points[0];
                        startY = y = points[1];
                    }
                    case PathIterator.SEG_LINETO -> lineTo(points[0], points[1]);
                    case PathIterator.SEG_QUADTO -> curveTo(points);
                    case PathIterator.SEG_CLOSE -> lineTo(startX, startY);
                    default -> throw new IllegalStateException("not a TrueType outline: it has a cubic curve");
                }
            }
        }

        private void curveTo(double[] points) {
            double fromX = x;
            double fromY = y;
            for (int step = 1; step <= STEPS; step++) {
                double t = (double) step / STEPS;
                double before = (1 - t) * (1 - t);
                double control = 2 * t * (1 - t);
                lineTo(
                        before * fromX + control * points[0] + t * t * points[2],
                        before * fromY + control * points[1] + t * t * points[3]);
            }
        }

        private void lineTo(double toX, double toY) {
            if (toX != x || toY != y) {
                edges.add(new Edge(x, y, toX, toY));
            }
            x = toX;
            y = toY;
        }
    }
}
