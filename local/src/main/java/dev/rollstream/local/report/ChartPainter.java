package dev.rollstream.local.report;

import dev.rollstream.local.report.Chart.Axis;
import dev.rollstream.local.report.Chart.Form;
import dev.rollstream.local.report.Chart.Point;
import dev.rollstream.local.report.Chart.Scale;
import dev.rollstream.local.report.Chart.Series;
import dev.rollstream.pretext.preview.PlainText;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.NumberTickUnitSource;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StackedXYBarRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.DefaultTableXYDataset;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;

/** Draws charts with JFreeChart: light ground, thin grid, legend below, nothing else. Sizes are in pixels. */
final class ChartPainter {
    static final int WIDTH = 400;
    static final int HEIGHT = 270;

    private static final Color INK = new Color(Palette.INK);
    private static final Color SOFT = new Color(0x667085);
    private static final Color GRID = new Color(0xE6E9EE);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final BasicStroke LINE = new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke THIN_LINE = new BasicStroke(1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke HAIR = new BasicStroke(1);
    private static final double MARK = 5;
    private static final int FEW_POINTS = 12;
    private static final double RELATIVELY_FLAT = 1e-9;
    private static final double SMALLEST_RANGE = 1e-12;

    private static final double SHARE_STEP = 0.2;
    private static final int MANY_POINTS = 120;
    /** How far apart intervals at one place stand, in parts of the axis. */
    private static final double DODGE = 0.01;

    static {
        // The workaround draws rotated text as outlines of the machine's own font; SVG rotates text by itself.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private ChartPainter() {}

    /** Draws a chart without its title, which stands beside it. */
    static void paint(Chart chart, Graphics2D graphics) {
        made(chart).draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    }

    /** Draws a chart with its title. */
    static void paintTitled(Chart chart, Graphics2D graphics) {
        JFreeChart made = made(chart);
        TextTitle title = new TextTitle(PlainText.visible(chart.title()), TITLE);
        title.setPaint(INK);
        title.setHorizontalAlignment(HorizontalAlignment.LEFT);
        title.setPadding(4, 4, 8, 4);
        made.setTitle(title);
        made.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    }

    private static JFreeChart made(Chart chart) {
        NumberAxis x = axis(chart.axes().x());
        NumberAxis y = axis(chart.axes().y());
        XYPlot plot = chart.form() == Form.STACKED_BARS
                ? new XYPlot(bars(chart), x, y, barRenderer())
                : new XYPlot(lines(chart), x, y, lineRenderer(chart));
        for (int i = 0; i < chart.series().size(); i++) {
            style(plot.getRenderer(), i, chart.series().get(i));
        }
        if (chart.axes().x().scale() == Scale.WHOLE) {
            x.setAutoRangeMinimumSize(1);
        }
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(HAIR);
        plot.setAxisOffset(new RectangleInsets(0, 0, 0, 0));
        limit(plot, chart);
        JFreeChart made = new JFreeChart(null, TEXT, plot, needsLegend(chart));
        made.setBackgroundPaint(Color.WHITE);
        made.setPadding(new RectangleInsets(6, 4, 4, 12));
        if (made.getLegend() != null) {
            style(made.getLegend());
        }
        return made;
    }

    private static void style(XYItemRenderer renderer, int series, Series drawn) {
        renderer.setSeriesPaint(series, new Color(drawn.rgb()));
        renderer.setSeriesStroke(series, drawn.points().size() > MANY_POINTS ? THIN_LINE : LINE);
        renderer.setSeriesShape(series, new Ellipse2D.Double(-MARK / 2, -MARK / 2, MARK, MARK));
    }

    /** Unless the title says it all. */
    private static boolean needsLegend(Chart chart) {
        return chart.series().stream().anyMatch(series -> !series.name().equalsIgnoreCase(chart.title()));
    }

    private static void style(LegendTitle legend) {
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setFrame(BlockBorder.NONE);
        legend.setItemFont(TEXT);
        legend.setItemPaint(INK);
        legend.setBackgroundPaint(Color.WHITE);
        legend.setItemLabelPadding(new RectangleInsets(2, 3, 2, 12));
    }

    private static NumberAxis axis(Axis described) {
        NumberAxis axis = new NumberAxis(PlainText.visible(described.title()));
        axis.setLabelFont(TEXT);
        axis.setLabelPaint(SOFT);
        axis.setTickLabelFont(TEXT);
        axis.setTickLabelPaint(INK);
        axis.setAxisLineVisible(false);
        axis.setTickMarkPaint(GRID);
        axis.setUpperMargin(0.03);
        axis.setLowerMargin(0.03);
        axis.setAutoRangeIncludesZero(described.scale() == Scale.AMOUNT || described.scale() == Scale.PART);
        axis.setStandardTickUnits(new NumberTickUnitSource(described.scale() == Scale.WHOLE));
        if (described.scale() == Scale.SHARE) {
            axis.setTickUnit(new NumberTickUnit(SHARE_STEP, percent()), false, true);
        } else if (described.scale() == Scale.PART) {
            axis.setNumberFormatOverride(percent());
        }
        return axis;
    }

    private static DecimalFormat percent() {
        return new DecimalFormat("0.## %", DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    /** Shares always show 0 to 100 %, so that charts compare; a flat curve gets a range around it. */
    private static void limit(XYPlot plot, Chart chart) {
        NumberAxis y = (NumberAxis) plot.getRangeAxis();
        if (chart.axes().y().scale() == Scale.SHARE) {
            y.setRange(new Range(-0.02, 1.02), true, false);
            return;
        }
        y.setAutoRangeMinimumSize(SMALLEST_RANGE);
        plot.configureRangeAxes();
        Range range = y.getRange();
        double size = Math.max(Math.abs(range.getUpperBound()), Math.abs(range.getLowerBound()));
        if (range.getLength() <= Math.max(2 * SMALLEST_RANGE, size * RELATIVELY_FLAT)) {
            double half = size <= 2 * SMALLEST_RANGE ? 1 : size / 2;
            double low = y.getAutoRangeIncludesZero() ? 0 : range.getCentralValue() - half;
            y.setRange(new Range(low, range.getCentralValue() + half), true, false);
        } else if (y.getAutoRangeIncludesZero() && range.getLowerBound() < 0) {
            y.setRange(new Range(0, Math.max(SMALLEST_RANGE, range.getUpperBound())), true, false);
        }
    }

    private static XYErrorRenderer lineRenderer(Chart chart) {
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDefaultLinesVisible(true);
        renderer.setDrawXError(false);
        renderer.setDrawYError(chart.form() == Form.INTERVALS);
        renderer.setErrorStroke(HAIR);
        renderer.setCapLength(0);
        renderer.setDrawSeriesLineAsPath(chart.form() == Form.LINES);
        renderer.setDefaultShapesVisible(chart.form() == Form.INTERVALS || longest(chart) <= FEW_POINTS);
        return renderer;
    }

    private static int longest(Chart chart) {
        return chart.series().stream()
                .mapToInt(series -> series.points().size())
                .max()
                .orElse(0);
    }

    private static StackedXYBarRenderer barRenderer() {
        StackedXYBarRenderer renderer = new StackedXYBarRenderer();
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        renderer.setDefaultLegendShape(new Rectangle2D.Double(-4, -4, 8, 8));
        return renderer;
    }

    private static XYDataset lines(Chart chart) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        double apart = chart.form() == Form.INTERVALS ? DODGE * width(chart.series()) : 0;
        for (int i = 0; i < chart.series().size(); i++) {
            Series series = chart.series().get(i);
            XYIntervalSeries drawn = new XYIntervalSeries(key(series, i), false, true);
            double aside = apart * (i - (chart.series().size() - 1) / 2.0);
            for (Point point : series.points()) {
                double x = point.x() + aside;
                drawn.add(x, x, x, point.y(), point.low(), point.high());
            }
            data.addSeries(drawn);
        }
        return data;
    }

    /** From the first to the last point of all series. */
    private static double width(List<Series> series) {
        DoubleSummaryStatistics places = series.stream()
                .flatMap(one -> one.points().stream())
                .mapToDouble(Point::x)
                .summaryStatistics();
        return Math.max(1, places.getMax() - places.getMin());
    }

    private static XYDataset bars(Chart chart) {
        DefaultTableXYDataset data = new DefaultTableXYDataset();
        for (int i = 0; i < chart.series().size(); i++) {
            Series series = chart.series().get(i);
            XYSeries drawn = new XYSeries(key(series, i), false, false);
            series.points().forEach(point -> drawn.addOrUpdate(point.x(), point.y()));
            data.addSeries(drawn);
        }
        data.setIntervalWidth(barWidth(chart.series()));
        return data;
    }

    private static double barWidth(List<Series> series) {
        double width = Double.MAX_VALUE;
        for (Series one : series) {
            for (int i = 1; i < one.points().size(); i++) {
                width = Math.min(
                        width, one.points().get(i).x() - one.points().get(i - 1).x());
            }
        }
        return width == Double.MAX_VALUE || width <= 0 ? 1 : width;
    }

    /** A name as a legend shows it. Series are told apart by their key, so that equal names are kept apart by their place. */
    private static Key key(Series series, int place) {
        return new Key(PlainText.visible(series.name()), place);
    }

    private record Key(String name, int place) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Integer.compare(place, other.place);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
