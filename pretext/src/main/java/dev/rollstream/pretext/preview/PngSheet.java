package dev.rollstream.pretext.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A sheet drawn as one PNG, three tasks a row. Needs no fonts of the system and no display. */
final class PngSheet {
    private static final Color GROUND = new Color(0xF4F5F7);
    private static final Color INK = new Color(0x1D2330);
    private static final Color SOFT = new Color(0x667085);
    private static final int COLUMNS = 3;
    private static final int MARGIN = 32;
    private static final int GAP = 20;
    private static final int TITLE = 84;
    private static final int HEADING = 56;
    private static final int LINE = 26;
    private static final int WIDTH = 2 * MARGIN + COLUMNS * PngCard.WIDTH + (COLUMNS - 1) * GAP;

    private final SheetFont font = SheetFont.load();
    private final Preview preview;
    /** Cards in rows, by kind. */
    private final Map<String, List<List<PngCard>>> rows = new LinkedHashMap<>();

    private final List<String> skips = new ArrayList<>();

    private PngSheet(Preview preview) {
        this.preview = preview;
        for (PreviewTask task : preview.tasks()) {
            List<List<PngCard>> kind = rows.computeIfAbsent(task.sample().task(), name -> new ArrayList<>());
            if (kind.isEmpty() || kind.get(kind.size() - 1).size() == COLUMNS) {
                kind.add(new ArrayList<>());
            }
            kind.get(kind.size() - 1).add(new PngCard(task, font));
        }
        preview.counts()
                .skipped()
                .forEach((task, reasons) -> reasons.forEach((reason, count) -> skips.add(
                        PlainText.visible(task) + "  \u00B7  " + reason.name() + "  \u00B7  " + thousands(count))));
    }

    static byte[] render(Preview preview) {
        PngSheet sheet = new PngSheet(preview);
        BufferedImage image = new BufferedImage(WIDTH, sheet.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            sheet.draw(graphics);
        } finally {
            graphics.dispose();
        }
        return png(image);
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("a sheet in memory could not be encoded", e);
        }
        return bytes.toByteArray();
    }

    private static String thousands(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private int height() {
        int cards = rows.values().stream()
                .mapToInt(kind -> HEADING
                        + kind.stream().mapToInt(row -> rowHeight(row) + GAP).sum())
                .sum();
        return MARGIN + TITLE + cards + HEADING + LINE * Math.max(1, skips.size()) + MARGIN;
    }

    private static int rowHeight(List<PngCard> row) {
        return row.stream().mapToInt(PngCard::height).max().orElse(0);
    }

    private void draw(Graphics2D graphics) {
        graphics.setColor(GROUND);
        graphics.fillRect(0, 0, WIDTH, height());
        graphics.setColor(INK);
        font.drawBold(graphics, "Pretext tasks", MARGIN, MARGIN + 28.0, 30);
        graphics.setColor(SOFT);
        String counts = thousands(preview.madeInAll()) + " tasks made, "
                + preview.tasks().size() + " of them here; " + thousands(preview.skippedInAll()) + " skipped.";
        font.draw(graphics, counts, MARGIN, MARGIN + 58.0, 17);
        int y = MARGIN + TITLE;
        for (Map.Entry<String, List<List<PngCard>>> kind : rows.entrySet()) {
            heading(graphics, kind.getKey(), thousands(preview.made(kind.getKey())) + " made", y);
            y += HEADING;
            for (List<PngCard> row : kind.getValue()) {
                for (int column = 0; column < row.size(); column++) {
                    row.get(column).draw(graphics, MARGIN + column * (PngCard.WIDTH + GAP), y, rowHeight(row));
                }
                y += rowHeight(row) + GAP;
            }
        }
        skips(graphics, y);
    }

    private void heading(Graphics2D graphics, String name, String note, int y) {
        String title = PlainText.visible(name);
        graphics.setColor(INK);
        font.drawBold(graphics, title, MARGIN, y + 36.0, 22);
        graphics.setColor(SOFT);
        font.draw(graphics, note, MARGIN + font.boldWidth(title, 22) + 14, y + 36.0, 16);
    }

    private void skips(Graphics2D graphics, int y) {
        heading(graphics, "Skipped", thousands(preview.skippedInAll()) + " in all", y);
        graphics.setColor(SOFT);
        double baseline = y + HEADING + 16.0;
        for (String line : skips.isEmpty() ? List.of("Nothing was skipped.") : skips) {
            font.draw(graphics, line, MARGIN, baseline, 16);
            baseline += LINE;
        }
    }
}
