package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A sheet as one HTML file that needs nothing beside it: pictures are data URLs, there are no scripts, and a content security
 * policy allows none. Everything that comes from outside is escaped.
 */
final class HtmlSheet {
    private static final PictureEncoding THUMBNAIL = new PictureEncoding(PictureFormat.JPEG, 85);
    private static final int SOURCE_CHARACTERS = 60;

    private final StringBuilder page = new StringBuilder(1 << 20);
    private final Preview preview;

    private HtmlSheet(Preview preview) {
        this.preview = preview;
    }

    static String render(Preview preview) {
        HtmlSheet sheet = new HtmlSheet(preview);
        sheet.head();
        sheet.sections();
        sheet.skips();
        sheet.page.append("</main>\n</body>\n</html>\n");
        return sheet.page.toString();
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(HtmlSheet.class.getResourceAsStream("sheet.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the sheet's style cannot be read from the class path", e);
        }
    }

    private void add(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values));
    }

    private void head() {
        page.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Pretext tasks</title>
                <style>
                """);
        page.append(style());
        page.append("</style>\n</head>\n<body>\n<main>\n");
        add("<header>\n<h1>Pretext tasks</h1>\n");
        add(
                "<p>%,d tasks made, %d of them here; %,d skipped.</p>\n</header>\n",
                preview.madeInAll(), preview.tasks().size(), preview.skippedInAll());
    }

    private void sections() {
        String kind = "";
        for (PreviewTask task : preview.tasks()) {
            if (!task.sample().task().equals(kind)) {
                endSection(kind);
                kind = task.sample().task();
                add(
                        "<section>\n<h2>%s <small>%,d made</small></h2>\n<div class=\"cards\">\n",
                        PlainText.html(kind), preview.made(kind));
            }
            card(task);
        }
        endSection(kind);
    }

    private void endSection(String kind) {
        if (!kind.isEmpty()) {
            add("</div>\n</section>\n");
        }
    }

    private void card(PreviewTask task) {
        PreviewTask.Facts sample = task.sample();
        add("<article>\n<div class=\"pictures%s\">\n", task.pictures().size() > 1 ? " several" : "");
        task.pictures().forEach(this::picture);
        add(
                "</div>\n<div class=\"facts\">\n<p class=\"line\"><b class=\"answer\">%s</b>",
                PlainText.html(sample.answer()));
        add("<span class=\"tag\">%s</span>", PlainText.html(sample.variant()));
        add("<span class=\"tag\">%s</span></p>\n", PlainText.html(sample.mode()));
        add("<details><summary>%s</summary><pre>%s</pre></details>\n", PlainText.html(task.question()), lines(sample));
        add(
                "<p class=\"origin\"><span title=\"%s\">%s</span><span>no. %d</span><span>seed %d</span></p>\n",
                PlainText.html(sample.source()),
                PlainText.html(PlainText.lastOf(sample.source(), SOURCE_CHARACTERS)),
                task.sequence(),
                sample.seed());
        add("</div>\n</article>\n");
    }

    /** The whole prompt; its own line breaks stay. */
    private static String lines(PreviewTask.Facts sample) {
        StringBuilder lines = new StringBuilder();
        sample.prompt().lines().forEach(line -> lines.append(PlainText.html(line))
                .append('\n'));
        return lines.toString().stripTrailing();
    }

    private void picture(PreviewPicture picture) {
        add("<figure%s>", picture.right() ? " class=\"right\"" : "");
        Optional<RgbImage> pixels = picture.pixels();
        if (pixels.isPresent()) {
            RgbImage image = pixels.get();
            String url =
                    Base64.getEncoder().encodeToString(THUMBNAIL.encode(image).bytes());
            add(
                    "<img src=\"data:image/jpeg;base64,%s\" width=\"%d\" height=\"%d\" alt=\"%s\">",
                    url,
                    image.width(),
                    image.height(),
                    picture.label().isEmpty() ? "picture of the task" : "option " + PlainText.html(picture.label()));
        } else {
            add("<p class=\"problem\">%s</p>", PlainText.html(picture.problem()));
        }
        if (!picture.label().isEmpty()) {
            add("<figcaption>%s%s</figcaption>", PlainText.html(picture.label()), picture.right() ? " \u2713" : "");
        }
        add("</figure>\n");
    }

    private void skips() {
        add("<section>\n<h2>Skipped <small>%,d in all</small></h2>\n", preview.skippedInAll());
        if (preview.skippedInAll() == 0) {
            add("<p>Nothing was skipped.</p>\n</section>\n");
            return;
        }
        add("<table>\n<thead><tr><th>task</th><th>reason</th><th class=\"number\">count</th></tr></thead>\n<tbody>\n");
        preview.counts()
                .skipped()
                .forEach((task, reasons) -> reasons.forEach((reason, count) -> add(
                        "<tr><td>%s</td><td>%s</td><td class=\"number\">%,d</td></tr>\n",
                        PlainText.html(task), reason.name(), count)));
        add("</tbody>\n</table>\n</section>\n");
    }
}
