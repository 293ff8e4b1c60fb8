package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.report.Chart.Axes;
import dev.rollstream.local.report.Chart.Axis;
import dev.rollstream.local.report.Chart.Form;
import dev.rollstream.local.report.Chart.Point;
import dev.rollstream.local.report.Chart.Scale;
import dev.rollstream.local.report.Chart.Series;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ChartFilesTest {
    private static final double NAN = Double.NaN;

    static Stream<Chart> oddCharts() {
        List<Chart> charts = new ArrayList<>();
        for (Form form : Form.values()) {
            for (Scale scale : Scale.values()) {
                charts.add(chart(form, scale, List.of(), List.of()));
                charts.add(chart(form, scale, List.of(Point.of(3, 0)), List.of()));
                charts.add(chart(form, scale, List.of(Point.of(0, 7), Point.of(1, 7)), List.of(Point.of(0, NAN))));
                charts.add(chart(form, scale, List.of(Point.of(0, -1e300), Point.of(1, 1e300)), List.of()));
                charts.add(chart(form, scale, List.of(Point.of(0, 1e-300), Point.of(1e18, 2e-300)), List.of()));
                charts.add(
                        chart(form, scale, List.of(Point.of(0, 0.1), Point.of(1, NAN), Point.of(2, 0.2)), List.of()));
            }
        }
        return charts.stream();
    }

    @ParameterizedTest
    @MethodSource("oddCharts")
    void whateverTheFiguresAreTheChartIsWellFormed(Chart chart) throws Exception {
        // When
        Document svg = parsed(ChartFiles.svg(chart));

        // Then
        assertThat(svg.getDocumentElement().getLocalName()).isEqualTo("svg");
        assertThat(svg.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 400 270");
        assertThat(svg.getDocumentElement().getTextContent()).contains("one").doesNotContain("\u202E");
    }

    @Test
    void aFigureThatIsAlwaysZeroHasAnAxisFromZeroToOne() {
        // Given
        Chart chart = chart(Form.LINES, Scale.AMOUNT, List.of(Point.of(0, 0), Point.of(1, 0)), List.of());

        // When
        String svg = ChartFiles.svg(chart);

        // Then
        assertThat(svg).contains(">0.0<", ">1.0<").doesNotContain(">-", "E-");
    }

    @Test
    void allChartsTogetherArePaintedAsOnePicture() throws Exception {
        // Given
        Chart chart = chart(Form.LINES, Scale.NUMBER, List.of(Point.of(0, 1), Point.of(1, 2)), List.of());

        // When
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(ChartFiles.png(List.of(chart, chart, chart))));

        // Then
        assertThat(image.getWidth()).isEqualTo(2 * (2 * 400 + 3 * 12));
        assertThat(image.getHeight()).isEqualTo(2 * (2 * 270 + 3 * 12));
        assertThat(pixelsOf(image, Palette.ACCENT)).isPositive();
    }

    private static long pixelsOf(BufferedImage image, int rgb) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(pixels).filter(pixel -> (pixel & 0xFFFFFF) == rgb).count();
    }

    private static Chart chart(Form form, Scale scale, List<Point> one, List<Point> two) {
        return new Chart(
                "title \u202E <script>",
                "",
                form,
                new Axes(new Axis("x", Scale.WHOLE), new Axis("y \u0000 \uD800", scale)),
                List.of(
                        new Series("one & <b>", Palette.ACCENT, one),
                        new Series("same", Palette.SECOND, two),
                        new Series("same", Palette.INK, two)));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }
}
