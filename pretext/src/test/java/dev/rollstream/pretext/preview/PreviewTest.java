package dev.rollstream.pretext.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.SkipReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {
    @Test
    void sharesTheRoomAmongKinds() {
        // Given: of ten tasks one is a flip, one a crop, the others shuffles
        SampleRun run = Runs.of(sequence -> Runs.task(
                sequence, sequence % 10 == 3 ? "flip" : sequence % 10 == 7 ? "crop" : "shuffle", "s" + sequence));
        // When
        Preview few = Preview.of(run, 30, 2);
        Preview many = Preview.of(run, 200, 2);
        // Then
        assertThat(kinds(few)).isEqualTo(Map.of("flip", 3, "crop", 3, "shuffle", 18));
        assertThat(kinds(many)).isEqualTo(Map.of("flip", 8, "crop", 8, "shuffle", 8));
        assertThat(many.tasks()).extracting(PreviewTask::sequence).startsWith(7L, 17L, 27L);
        assertThat(many.madeInAll()).isEqualTo(200);
    }

    @Test
    void showsDifferentSourcesFirst() {
        // Given: ten tasks in a row from one source
        SampleRun run = Runs.of(sequence -> Runs.task(sequence, "flip", "source " + sequence / 10));
        // When
        Preview preview = Preview.of(run, 100, 1);
        // Then: ten sources, and more of the first ones where there is room
        assertThat(preview.tasks()).hasSize(Preview.MAX_TASKS);
        assertThat(preview.tasks())
                .extracting(task -> task.sample().source())
                .contains("source 0", "source 5", "source 9");
        assertThat(preview.tasks()).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
    }

    @Test
    void escapesWhatComesFromOutside() {
        // Given
        String source = "<script>alert(1)</script>'\"&\u202Egpj.\u0007exe\n.jpg";
        GeneratedSample hostile = new GeneratedSample(
                0,
                new Sample(
                        List.of(),
                        "<b>task</b>",
                        "\" onload=\"x",
                        Mode.STRICT,
                        "<image>\nIs <b>this</b> & that?",
                        "<i>0</i>",
                        List.of(Runs.PICTURE),
                        source,
                        5),
                List.of(new Skip(source, "<u>", SkipReason.CORRUPT, "<detail>")));
        // When
        String html = HtmlSheet.render(Preview.of(Runs.of(sequence -> hostile), 1, 1));
        // Then
        assertThat(html)
                .doesNotContain("<script", "<b>task", "<b>this", "<i>", "<u>", " onload=\"", "\u202E", "\u0007")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&#39;&quot;&amp;U+202Egpj.U+0007exe .jpg")
                .contains("Is &lt;b&gt;this&lt;/b&gt; &amp; that?", "<td>&lt;u&gt;</td><td>CORRUPT</td>");
    }

    @Test
    void needsNothingBesideItself() {
        // When
        String html = HtmlSheet.render(Preview.of(Runs.of(sequence -> Runs.task(sequence, "flip", "a")), 3, 1));
        // Then
        Matcher links =
                Pattern.compile("(?:src|href|url)\\s*[=(]\\s*\"?([^\"]{5})").matcher(html);
        int count = 0;
        while (links.find()) {
            assertThat(links.group(1)).isEqualTo("data:");
            count++;
        }
        assertThat(count).isEqualTo(3);
        assertThat(html).doesNotContain("http:", "https:", "@import", "<script", "<link");
        assertThat(html).contains("default-src 'none'").endsWith("</html>\n");
    }

    @Test
    void marksTheRightOption() {
        // When
        String html = HtmlSheet.render(Preview.of(Runs.of(sequence -> Runs.crop(sequence, "C")), 1, 1));
        // Then
        assertThat(html).containsOnlyOnce("<figure class=\"right\">").containsOnlyOnce("<figcaption>C \u2713<");
        assertThat(html).contains("<figcaption>A<", "<figcaption>B<", "<figcaption>D<");
        assertThat(html.split("<img ", -1)).hasSize(6);
    }

    @Test
    void showsTheQuestionAndFoldsTheWholePrompt() {
        // When
        String html = HtmlSheet.render(Preview.of(Runs.of(sequence -> Runs.crop(sequence, "C")), 1, 1));
        // Then
        assertThat(html)
                .contains("<summary>Which one? Say it.</summary>")
                .contains("<pre>&lt;image&gt;\nWhich one?\nA. &lt;image&gt;\n")
                .contains("put in \\boxed{}.</pre>");
    }

    @Test
    void saysWhichPictureDoesNotDecode() {
        // Given
        EncodedImage broken = new EncodedImage(PictureFormat.JPEG, 3, 3, "0".repeat(64), new byte[] {1, 2, 3});
        GeneratedSample made = new GeneratedSample(
                0,
                new Sample(List.of(), "flip", "2x2", Mode.STRICT, "<image> Which?", "0-1", List.of(broken), "a", 1),
                List.of());
        // When
        String html = HtmlSheet.render(Preview.of(Runs.of(sequence -> made), 1, 1));
        // Then
        assertThat(html)
                .contains("<p class=\"problem\">", "neither JPEG nor PNG")
                .doesNotContain("<img");
    }

    @Test
    void countsSkipsAndTasksOfAllTheRun() {
        // Given: every third sequence gives nothing
        SampleRun run = Runs.of(sequence -> sequence % 3 == 0
                ? new EmptyDraw(sequence, List.of(new Skip("a", "crop", SkipReason.CROP_UNIFORM, "plain")))
                : Runs.task(sequence, "crop", "a"));
        // When
        Preview preview = Preview.of(run, 60, 2);
        String html = HtmlSheet.render(preview);
        String longer = HtmlSheet.render(preview.withCounts(new Preview.Counts(
                Map.of("crop", Map.of("even", 81_000L)), Map.of("crop", Map.of(SkipReason.CROP_TOO_SMALL, 7L)))));
        // Then
        assertThat(html)
                .contains("40 tasks made, 24 of them here; 20 skipped.", "CROP_UNIFORM</td><td class=\"number\">20");
        assertThat(longer).contains("81,000 tasks made", "CROP_TOO_SMALL</td><td class=\"number\">7");
    }

    @Test
    void writesTheWholeFileOrNone(@TempDir Path folder) throws Exception {
        // Given
        Preview preview = Preview.of(Runs.of(sequence -> Runs.task(sequence, "flip", "a")), 2, 1);
        Path page = folder.resolve("sub").resolve("Look.HTML");
        Path inTheWay = Files.createDirectories(folder.resolve("taken.html").resolve("full"))
                .getParent();
        // When
        new PreviewFile(page).write(preview);
        new PreviewFile(page).write(preview);
        // Then
        assertThat(page).content().startsWith("<!DOCTYPE html>");
        assertThat(page.getParent()).isDirectoryNotContaining("glob:**.part");
        assertThatThrownBy(() -> new PreviewFile(inTheWay).write(preview))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("taken.html");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThatThrownBy(() -> new PreviewFile(folder.resolve("look.pdf")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("look.pdf");
    }

    @Test
    void keepsTheEndOfLongNames() {
        assertThat(PlainText.lastOf("short", 5)).isEqualTo("short");
        assertThat(PlainText.lastOf("folder/file.jpg", 9)).isEqualTo("\u2026file.jpg");
    }

    private static Map<String, Integer> kinds(Preview preview) {
        Map<String, Integer> kinds = new HashMap<>();
        preview.tasks().forEach(task -> kinds.merge(task.sample().task(), 1, Integer::sum));
        return kinds;
    }
}
