package dev.rollstream.local.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Charts as files: each as an SVG, or all together as one PNG. */
final class ChartFiles {
    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final int COLUMNS = 2;
    private static final int GAP = 12;
    private static final int SCALE = 2;
    private static final Color GROUND = new Color(0xF4F5F7);

    private ChartFiles() {}

    /** A chart as SVG, without a title, to stand in a page at any size. */
    static String svg(Chart chart) {
        SVGGraphics2D graphics = new SVGGraphics2D(document());
        try {
            ChartPainter.paint(chart, graphics);
            Element root = graphics.getRoot();
            root.setAttribute("viewBox", "0 0 " + ChartPainter.WIDTH + " " + ChartPainter.HEIGHT);
            return text(root);
        } finally {
            graphics.dispose();
        }
    }

    /** Without a document type, which would name a file on the network. */
    private static String text(Element root) {
        StringWriter text = new StringWriter();
        try {
            Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
            writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            writer.transform(new DOMSource(root), new StreamResult(text));
        } catch (TransformerException e) {
            throw new IllegalStateException("a chart in memory could not be written as SVG", e);
        }
        return text.toString();
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's own XML parser is not usable", e);
        }
    }

    /** All charts with their titles, two a row, at twice their size. */
    static byte[] png(List<Chart> charts) {
        int rows = Math.max(1, (charts.size() + COLUMNS - 1) / COLUMNS);
        int width = COLUMNS * ChartPainter.WIDTH + (COLUMNS + 1) * GAP;
        int height = rows * ChartPainter.HEIGHT + (rows + 1) * GAP;
        BufferedImage image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.scale(SCALE, SCALE);
            graphics.setColor(GROUND);
            graphics.fillRect(0, 0, width, height);
            for (int i = 0; i < charts.size(); i++) {
                int x = GAP + i % COLUMNS * (ChartPainter.WIDTH + GAP);
                int y = GAP + i / COLUMNS * (ChartPainter.HEIGHT + GAP);
                Graphics2D part = (Graphics2D) graphics.create(x, y, ChartPainter.WIDTH, ChartPainter.HEIGHT);
                ChartPainter.paintTitled(charts.get(i), part);
                part.dispose();
            }
        } finally {
            graphics.dispose();
        }
        return encoded(image);
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory could not be encoded", e);
        }
        return bytes.toByteArray();
    }
}
