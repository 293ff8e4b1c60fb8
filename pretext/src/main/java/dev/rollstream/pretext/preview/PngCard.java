package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** One task of a drawn sheet: its pictures above, what belongs to them below. Lengths are in pixels. */
final class PngCard {
    static final int WIDTH = 540;

    private static final Color FACE = new Color(0xFFFFFF);
    private static final Color TRAY = new Color(0xF0F2F4);
    private static final Color EDGE = new Color(0xDFE3E8);
    private static final Color INK = new Color(0x1D2330);
    private static final Color SOFT = new Color(0x667085);
    private static final Color RIGHT = new Color(0x14804A);
    private static final Color RIGHT_SOFT = new Color(0xE3F5EA);

    private static final int PAD = 16;
    private static final int MAIN_HEIGHT = 390;
    private static final int MAIN_BESIDE_OPTIONS = 330;
    private static final int OPTION_SIDE = 118;
    private static final int OPTION_STEP = (WIDTH - 2 * PAD - OPTION_SIDE) / 3;
    private static final int CAPTION = 26;
    private static final int LINE = 22;
    private static final double TEXT = 15.5;
    private static final double SMALL = 13.5;
    private static final int QUESTION_LINES = 7;

    private final PreviewTask task;
    private final SheetFont font;
    private final List<String> question;
    private final int trayHeight;

    PngCard(PreviewTask task, SheetFont font) {
        this.task = task;
        this.font = font;
        this.question = font.wrap(PlainText.visible(task.question()), TEXT, WIDTH - 2 * PAD, QUESTION_LINES);
        int main = mainHeight();
        this.trayHeight = 2 * PAD + main + optionRows() * (OPTION_SIDE + CAPTION + 12);
    }

    private int optionRows() {
        return (task.pictures().size() + 2) / 4;
    }

    private int mainHeight() {
        if (task.pictures().isEmpty() || task.pictures().get(0).pixels().isEmpty()) {
            return 2 * LINE;
        }
        RgbImage image = task.pictures().get(0).pixels().get();
        return (int) Math.round(image.height() * scale(image, WIDTH - 2 * PAD, mainLimit()));
    }

    private int mainLimit() {
        return optionRows() > 0 ? MAIN_BESIDE_OPTIONS : MAIN_HEIGHT;
    }

    /** At most 1: thumbnails are not blown up. */
    private static double scale(RgbImage image, int width, int height) {
        return Math.min(1, Math.min((double) width / image.width(), (double) height / image.height()));
    }

    int height() {
        return trayHeight + PAD + 30 + 12 + question.size() * LINE + 10 + 2 * LINE + PAD;
    }

    /** Draws the card with its upper left corner at (x, y), as high as its row. */
    void draw(Graphics2D graphics, int x, int y, int rowHeight) {
        RoundRectangle2D shape = new RoundRectangle2D.Double(x + 0.5, y + 0.5, WIDTH - 1, rowHeight - 1, 20, 20);
        graphics.setColor(FACE);
        graphics.fill(shape);
        graphics.setColor(TRAY);
        graphics.fillRect(x + 1, y + 12, WIDTH - 2, trayHeight - 12);
        graphics.fill(new RoundRectangle2D.Double(x + 1, y + 1, WIDTH - 2, 40, 20, 20));
        graphics.setColor(EDGE);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(shape);
        pictures(graphics, x + PAD, y + PAD);
        facts(graphics, x + PAD, y + trayHeight + PAD);
    }

    private void pictures(Graphics2D graphics, int x, int y) {
        for (int i = 0; i < task.pictures().size(); i++) {
            PreviewPicture picture = task.pictures().get(i);
            if (i == 0) {
                fit(graphics, picture, x, y, WIDTH - 2 * PAD, mainHeight());
            } else {
                int row = (i - 1) / 4;
                int top = y + mainHeight() + 14 + row * (OPTION_SIDE + CAPTION + 12);
                option(graphics, picture, x + (i - 1) % 4 * OPTION_STEP, top);
            }
        }
    }

    private void option(Graphics2D graphics, PreviewPicture picture, int x, int y) {
        if (picture.right()) {
            graphics.setColor(RIGHT);
            graphics.fill(
                    new RoundRectangle2D.Double(x - 5, y - 5, OPTION_SIDE + 10, OPTION_SIDE + CAPTION + 5, 12, 12));
        }
        fit(graphics, picture, x, y, OPTION_SIDE, OPTION_SIDE);
        String caption = picture.right() ? picture.label() + ": right" : picture.label();
        graphics.setColor(picture.right() ? FACE : SOFT);
        double left = x + (OPTION_SIDE - font.boldWidth(caption, TEXT)) / 2;
        font.drawBold(graphics, caption, left, y + OPTION_SIDE + 18, TEXT);
    }

    /** A picture as large as it fits, in the middle; or why there is none. */
    private void fit(Graphics2D graphics, PreviewPicture picture, int x, int y, int width, int height) {
        if (picture.pixels().isEmpty()) {
            graphics.setColor(SOFT);
            List<String> lines = font.wrap(PlainText.visible(picture.problem()), SMALL, width, 2);
            for (int i = 0; i < lines.size(); i++) {
                font.draw(graphics, lines.get(i), x, y + (i + 1) * 18.0, SMALL);
            }
            return;
        }
        RgbImage image = picture.pixels().get();
        double scale = scale(image, width, height);
        int shownWidth = (int) Math.max(1, Math.round(image.width() * scale));
        int shownHeight = (int) Math.max(1, Math.round(image.height() * scale));
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                buffered(image),
                x + (width - shownWidth) / 2,
                y + (height - shownHeight) / 2,
                shownWidth,
                shownHeight,
                null);
    }

    private static BufferedImage buffered(RgbImage image) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.width()];
        for (int y = 0; y < image.height(); y++) {
            image.copyRow(0, y, row.length, row, 0);
            buffered.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return buffered;
    }

    private void facts(Graphics2D graphics, int x, int y) {
        PreviewTask.Facts sample = task.sample();
        String answer = font.wrap(PlainText.visible(sample.answer()), 18, WIDTH / 2.0, 1)
                .get(0);
        double badge = font.boldWidth(answer, 18) + 22;
        graphics.setColor(RIGHT_SOFT);
        graphics.fill(new RoundRectangle2D.Double(x, y, badge, 30, 12, 12));
        graphics.setColor(RIGHT);
        font.drawBold(graphics, answer, x + 11, y + 21.5, 18);
        graphics.setColor(SOFT);
        String kind = PlainText.visible(sample.task() + "  \u00B7  " + sample.variant() + "  \u00B7  " + sample.mode());
        font.draw(graphics, shortLine(kind, WIDTH - 2 * PAD - badge - 14), x + badge + 14, y + 20.5, TEXT);
        graphics.setColor(INK);
        double baseline = y + 30 + 12 + 16;
        for (String line : question) {
            font.draw(graphics, line, x, baseline, TEXT);
            baseline += LINE;
        }
        graphics.setColor(SOFT);
        String source = font.endOf(PlainText.visible(sample.source()), SMALL, WIDTH - 2 * PAD);
        font.draw(graphics, source, x, baseline + 10, SMALL);
        font.draw(
                graphics, "no. " + task.sequence() + "  \u00B7  seed " + sample.seed(), x, baseline + 10 + LINE, SMALL);
    }

    private String shortLine(String text, double width) {
        List<String> lines = font.wrap(text, TEXT, width, 1);
        return lines.isEmpty() ? "" : lines.get(0);
    }
}
