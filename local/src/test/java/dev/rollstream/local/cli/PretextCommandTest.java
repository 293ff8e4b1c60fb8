package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretextCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void drawnPicturesBecomeTasksThatTheSeedDecides(@TempDir Path directory) throws Exception {
        // Given
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");

        // When
        Cli.Result result = pretext(first, "--count", "6", "--seed", "5", "--threads", "1");
        Cli.Result again = pretext(second, "--count", "6", "--seed", "5", "--threads", "3");

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(again.code()).isZero();
        assertThat(result.out()).contains("6 tasks in " + first, "made");
        assertThat(result.err()).contains("drawn scenes");
        assertThat(second.resolve("tasks.jsonl")).hasSameBinaryContentAs(first.resolve("tasks.jsonl"));
        for (String text : Files.readAllLines(first.resolve("tasks.jsonl"))) {
            JsonNode line = JSON.readTree(text);
            assertThat(line.fieldNames())
                    .toIterable()
                    .contains("id", "task", "variant", "mode", "prompt", "answer", "images", "source", "seed");
            line.get("images")
                    .forEach(image -> assertThat(first.resolve(image.asText())).isNotEmptyFile());
        }
        assertThat(first.resolve("skipped.jsonl")).exists();
    }

    @Test
    void rangesOfDrawnScenesHoldScenesOut(@TempDir Path directory) throws Exception {
        // Given
        Path train = directory.resolve("train");
        Path heldOut = directory.resolve("held-out");

        // When
        Cli.Result result = pretext(train, "--count", "4", "--task", "flip", "--scenes", "0-3");
        pretext(heldOut, "--count", "2", "--task", "flip", "--scenes", "4-5");

        // Then
        assertThat(result.err()).contains("4 drawn scenes");
        assertThat(sources(train))
                .containsExactlyInAnyOrder("scene-000000", "scene-000001", "scene-000002", "scene-000003");
        assertThat(sources(heldOut)).containsExactlyInAnyOrder("scene-000004", "scene-000005");
    }

    private static List<String> sources(Path tasks) throws Exception {
        List<String> sources = new ArrayList<>();
        for (String line : Files.readAllLines(tasks.resolve("tasks.jsonl"))) {
            sources.add(JSON.readTree(line).get("source").asText());
        }
        return sources;
    }

    @Test
    void aRangeOfScenesThatIsNoneIsWrongUsage(@TempDir Path directory) {
        for (String range : List.of("7", "9-3", "-1-4", "0-99999999999", "a-b")) {
            Cli.Result result = pretext(directory.resolve("none"), "--scenes=" + range);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("--scenes takes the numbers", range);
        }
    }

    @Test
    void skippedFilesAreCountedByReason(@TempDir Path directory) throws Exception {
        // Given
        Path drawn = directory.resolve("drawn");
        pretext(drawn, "--count", "2", "--task", "flip");
        Files.writeString(drawn.resolve("images").resolve("broken.jpg"), "no picture at all");

        // When
        Cli.Result result = pretext(
                directory.resolve("out"),
                "--count",
                "9",
                "--images",
                drawn.resolve("images").toString());

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("skipped").contains("NOT_AN_IMAGE");
    }

    @Test
    void aFolderOfBrokenFilesStopsNothing(@TempDir Path directory) throws Exception {
        // Given
        Path drawn = directory.resolve("drawn");
        pretext(drawn, "--count", "2", "--task", "flip");
        Path images = drawn.resolve("images/flip");
        byte[] picture = Files.readAllBytes(images.resolve("000000000-1.jpg"));
        Files.write(images.resolve("cut.jpg"), Arrays.copyOf(picture, picture.length / 2));
        Files.write(images.resolve("zero.png"), new byte[0]);
        Files.writeString(images.resolve("text.jpg"), "no picture at all");
        Files.writeString(images.resolve("moving.gif"), "GIF89a and more");
        Files.createSymbolicLink(images.resolve("loop"), images);
        Files.createSymbolicLink(images.resolve("nowhere.jpg"), images.resolve("missing"));
        Files.writeString(images.resolve("000000000-1.depth.h5"), "no depth map at all");
        Files.write(images.resolve("000000001-1_depth.npy"), new byte[0]);
        Files.write(images.resolve("lonely.depth.png"), new byte[9]);

        // When
        Cli.Result result = pretext(directory.resolve("out"), "--count", "40", "--images", images.toString());

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("7 pictures", "2 with a depth map", "1 depth maps or masks without", "lonely.depth.png");
        assertThat(result.out())
                .contains("40 tasks in", "TRUNCATED", "EMPTY_FILE", "NOT_AN_IMAGE", "UNSUPPORTED_FORMAT", "UNREADABLE");
    }

    @Test
    void aDatasetIsConvertedRowByRow(@TempDir Path directory) throws Exception {
        // Given
        Path lines = directory.resolve("lines");
        Path parquet = directory.resolve("parquet");
        Path back = directory.resolve("back");
        pretext(lines, "--count", "7", "--seed", "3");

        // When
        Cli.Result there = pretext(
                parquet, "--dataset", lines.toString(), "--format", "parquet", "--embed-images", "--shards", "2");
        Cli.Result andBack = pretext(back, "--dataset", parquet.toString());

        // Then
        assertThat(there.code()).as(there.err()).isZero();
        assertThat(there.err()).contains("7 rows of " + lines, "data.train_files=" + parquet.resolve("data"));
        assertThat(parquet.resolve("data/train-00001-of-00002.parquet")).exists();
        assertThat(parquet.resolve("images")).doesNotExist();
        assertThat(andBack.code()).as(andBack.err()).isZero();
        assertThat(back.resolve("tasks.jsonl")).hasSameBinaryContentAs(lines.resolve("tasks.jsonl"));
    }

    @Test
    void aFinishedExportIsGoneOnWithOnlyAsItWasBegun(@TempDir Path directory) {
        // Given
        Path out = directory.resolve("out");
        pretext(out, "--count", "5", "--format", "coldstart");

        // When
        Cli.Result same = pretext(out, "--count", "5", "--format", "coldstart", "--resume");
        Cli.Result other = pretext(out, "--count", "6", "--format", "coldstart", "--resume");

        // Then
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(same.out()).contains("5 tasks in " + out);
        assertThat(other.code()).isEqualTo(Rollstream.FAILED);
        assertThat(other.err()).contains("count was 5 and is 6");
    }

    @Test
    void optionsThatDoNotGoTogetherAreWrongUsage(@TempDir Path directory) {
        // When
        Cli.Result embedded = pretext(directory.resolve("a"), "--embed-images");
        Cli.Result format = pretext(directory.resolve("b"), "--format", "csv");
        Cli.Result shards = pretext(directory.resolve("c"), "--count", "3", "--shards", "4");
        Cli.Result both = pretext(directory.resolve("d"), "--dataset", "x.parquet", "--images", "photos");
        Cli.Result missing = pretext(directory.resolve("e"), "--dataset", "none.parquet");

        // Then
        assertThat(embedded.code()).isEqualTo(Rollstream.USAGE);
        assertThat(embedded.err()).contains("embedded in parquet files, not in jsonl");
        assertThat(format.code()).isEqualTo(Rollstream.USAGE);
        assertThat(format.err()).contains("csv", "parquet");
        assertThat(shards.code()).isEqualTo(Rollstream.USAGE);
        assertThat(shards.err()).contains("4 shards are more than the 3 tasks");
        assertThat(both.code()).isEqualTo(Rollstream.USAGE);
        assertThat(both.err()).contains("--images says how tasks are made of pictures");
        assertThat(missing.code()).isEqualTo(Rollstream.FAILED);
        assertThat(missing.err()).contains("none.parquet does not exist");
    }

    @Test
    void emptyAndMissingFoldersAreNamed(@TempDir Path directory) throws Exception {
        // Given
        Path empty = Files.createDirectory(directory.resolve("empty"));

        // When
        Cli.Result nothing = pretext(directory.resolve("a"), "--images", empty.toString());
        Cli.Result missing = pretext(directory.resolve("b"), "--images", "/no/such/folder");

        // Then
        assertThat(nothing.code()).isEqualTo(Rollstream.FAILED);
        assertThat(nothing.err()).contains(empty.toString(), "no JPEG or PNG");
        assertThat(missing.code()).isEqualTo(Rollstream.FAILED);
        assertThat(missing.err()).contains("/no/such/folder", "does not exist");
    }

    @Test
    void wrongValuesAreWrongUsage(@TempDir Path directory) {
        // When
        Cli.Result task = pretext(directory.resolve("a"), "--task", "juggle");
        Cli.Result mode = pretext(directory.resolve("b"), "--mode", "lax");
        Cli.Result count = pretext(directory.resolve("c"), "--count", "0");
        Cli.Result text = pretext(directory.resolve("d"), "--count", "many");
        Cli.Result out = Cli.run("pretext");

        // Then
        assertThat(task.code()).isEqualTo(Rollstream.USAGE);
        assertThat(task.err()).contains("juggle", "shuffle");
        assertThat(mode.code()).isEqualTo(Rollstream.USAGE);
        assertThat(mode.err()).contains("lax", "reference");
        assertThat(count.code()).isEqualTo(Rollstream.USAGE);
        assertThat(text.code()).isEqualTo(Rollstream.USAGE);
        assertThat(text.err()).contains("--count", "many");
        assertThat(out.code()).isEqualTo(Rollstream.USAGE);
        assertThat(out.err()).contains("--out");
    }

    @Test
    void aPreviewAloneWritesNothingElse(@TempDir Path directory) throws Exception {
        // Given
        Path page = directory.resolve("new").resolve("look.html");

        // When
        Cli.Result result = Cli.run("pretext", "--preview", page.toString(), "--count", "8", "--task", "flip,crop");

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("some of 8 tasks in " + page, "made", "flip", "crop");
        assertThat(page).content().contains("<h2>crop", "<h2>flip", "8 of them here");
        assertThat(page.getParent()).isDirectoryContaining(page::equals);
        assertThat(Files.list(page.getParent())).containsExactly(page);
    }

    @Test
    void aPreviewBesideAnExportShowsItsTasks(@TempDir Path directory) throws Exception {
        // Given
        Path page = directory.resolve("look.html");
        Path out = directory.resolve("out");

        // When
        Cli.Result result = pretext(out, "--preview", page.toString(), "--count", "5", "--seed", "3");

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        String html = Files.readString(page);
        List<String> lines = Files.readAllLines(out.resolve("tasks.jsonl"));
        assertThat(lines).hasSize(5);
        for (String line : lines) {
            assertThat(html).contains("seed " + JSON.readTree(line).get("seed").asLong() + "<");
        }
    }

    @Test
    void anUnusablePreviewIsNamed(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        // When
        Cli.Result ending = Cli.run("pretext", "--preview", "look.pdf");
        Cli.Result count = Cli.run("pretext", "--preview", "look.html", "--count", "0");
        Cli.Result unwritable = Cli.run(
                "pretext",
                "--count",
                "1",
                "--preview",
                file.resolve("look.html").toString());

        // Then
        assertThat(ending.code()).isEqualTo(Rollstream.USAGE);
        assertThat(ending.err()).contains("look.pdf", ".html", ".png");
        assertThat(count.code()).isEqualTo(Rollstream.USAGE);
        assertThat(unwritable.code()).isEqualTo(Rollstream.FAILED);
        assertThat(unwritable.err()).contains("look.html", "cannot be written");
    }

    @Test
    void unwritableOutputIsNamed(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        // When
        Cli.Result result = pretext(file, "--count", "1");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.err()).contains(file.toString());
    }

    static Cli.Result pretext(Path out, String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "pretext";
        args[1] = "--out";
        args[2] = out.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return Cli.run(args);
    }
}
