package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretextExportTest {
    @TempDir
    private Path folder;

    @Test
    void writesALineATaskWithItsPictures() throws Exception {
        // Given
        Path out = folder.resolve("new/out");
        List<Long> progress = new ArrayList<>();
        // When
        PretextExport.Report report = PretextExport.run(
                generator(Mode.STRICT), request(out, 12, 3), (done, total, tally) -> progress.add(done));
        // Then
        List<JsonNode> lines = lines(out.resolve("tasks.jsonl"));
        assertThat(report.tasks()).isEqualTo(12);
        assertThat(progress).startsWith(1L, 2L).endsWith(12L).hasSize(12);
        assertThat(lines).hasSize(12);
        for (int i = 0; i < 12; i++) {
            GeneratedSample expected = generator(Mode.STRICT).at(i);
            JsonNode line = lines.get(i);
            assertThat(line.fieldNames())
                    .toIterable()
                    .containsExactly("id", "task", "variant", "mode", "prompt", "answer", "images", "source", "seed");
            assertThat(line.get("answer").asText()).isEqualTo(expected.sample().answer());
            assertThat(line.get("mode").asText()).isEqualTo("strict");
            assertThat(line.get("seed").asLong()).isEqualTo(expected.sample().seed());
            String picture = line.get("images").get(0).asText();
            assertThat(picture).isEqualTo("images/%09d-1.jpg".formatted(i));
            assertThat(Files.readAllBytes(out.resolve(picture)))
                    .isEqualTo(expected.sample().images().get(0).bytes());
        }
        assertThat(tree(out).keySet()).doesNotContain("tasks.jsonl.part", "skipped.jsonl.part");
    }

    @Test
    void writesALineASkip() throws Exception {
        // Given
        Path out = folder.resolve("out");
        // When
        PretextExport.Report report =
                PretextExport.run(generator(Mode.STRICT), request(out, 20, 2), PretextExport.Progress.SILENT);
        // Then
        List<JsonNode> lines = lines(out.resolve("skipped.jsonl"));
        assertThat(lines)
                .allSatisfy(
                        line -> assertThat(line.fieldNames()).toIterable().containsExactly("source", "task", "reason"));
        assertThat(lines.stream().filter(line -> line.get("source").asText().equals("bad-1")))
                .singleElement()
                .satisfies(line -> assertThat(line.get("reason").asText()).isEqualTo("TRUNCATED"));
        assertThat(lines)
                .hasSize(report.skipped().values().stream()
                        .flatMap(counts -> counts.values().stream())
                        .mapToInt(Long::intValue)
                        .sum());
    }

    @Test
    void writesTheSameFilesWithAnyNumberOfThreads() throws Exception {
        // When
        PretextExport.run(
                generator(Mode.REFERENCE), request(folder.resolve("1"), 30, 1), PretextExport.Progress.SILENT);
        PretextExport.run(
                generator(Mode.REFERENCE), request(folder.resolve("4"), 30, 4), PretextExport.Progress.SILENT);
        // Then
        assertThat(tree(folder.resolve("4")))
                .isEqualTo(tree(folder.resolve("1")))
                .hasSize(32);
    }

    @Test
    void refusesToOverwriteUnlessTold() throws Exception {
        // Given
        Path out = folder.resolve("out");
        PretextExport.run(generator(Mode.STRICT), request(out, 8, 1), PretextExport.Progress.SILENT);
        Files.writeString(out.resolve("mine.txt"), "keep");
        // When Then
        assertThatThrownBy(() ->
                        PretextExport.run(generator(Mode.STRICT), request(out, 2, 1), PretextExport.Progress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining(out + " is not empty");
        PretextExport.run(
                generator(Mode.STRICT), new PretextExport.Request(out, 0, 2, 1, true), PretextExport.Progress.SILENT);
        assertThat(tree(out).keySet())
                .containsExactly(
                        "images/000000000-1.jpg", "images/000000001-1.jpg", "mine.txt", "skipped.jsonl", "tasks.jsonl");
    }

    @Test
    void saysThatAFileIsNoFolder() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "x");
        // When Then
        assertThatThrownBy(() ->
                        PretextExport.run(generator(Mode.STRICT), request(file, 1, 1), PretextExport.Progress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("is not a folder");
        assertThatThrownBy(() -> PretextExport.run(
                        generator(Mode.STRICT), request(file.resolve("sub"), 1, 1), PretextExport.Progress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("cannot be written to");
    }

    @Test
    void saysHowFarItCameWhenWritingFails() {
        // Given: the picture folder is taken away after the third task
        Path out = folder.resolve("out");
        PretextExport.Progress vandal = (done, total, tally) -> {
            if (done == 3) {
                breakPictures(out);
            }
        };
        // When Then
        assertThatThrownBy(() -> PretextExport.run(generator(Mode.STRICT), request(out, 9, 1), vandal))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("with 3 of 9 tasks made");
        assertThat(out.resolve("tasks.jsonl.part")).exists();
        assertThat(out.resolve("tasks.jsonl")).doesNotExist();
    }

    @Test
    void writesDownWhyNothingWasUsable() throws Exception {
        // Given
        Path out = folder.resolve("out");
        Sources.Fixed source = new Sources.Fixed(Sources.bad(SkipReason.TRUNCATED));
        PretextGenerator hopeless = new PretextGenerator(
                source,
                GeneratorOptions.of(
                        1, TaskMix.ofReleased(PretextTask.possibleOn(source)), TaskOptions.of(Mode.STRICT)));
        // When Then
        assertThatThrownBy(() -> PretextExport.run(hopeless, request(out, 9, 1), PretextExport.Progress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("TRUNCATED=1")
                .hasMessageContaining("0 of 9 tasks");
        assertThat(lines(out.resolve("skipped.jsonl.part"))).hasSize(1);
    }

    private static void breakPictures(Path out) {
        try {
            Files.move(out.resolve("images"), out.resolve("moved"));
            Files.writeString(out.resolve("images"), "in the way");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PretextExport.Request request(Path out, long count, int threads) {
        return new PretextExport.Request(out, 0, count, threads, false);
    }

    private static PretextGenerator generator(Mode mode) {
        Sources.Fixed source = new Sources.Fixed(
                Sources.good("a", TestPictures.varied(300, 260)),
                Sources.bad(SkipReason.TRUNCATED),
                Sources.good("sky", TestPictures.plain(300, 260, 0x80A0FF)),
                Sources.good("b \"quoted\"", TestPictures.varied(280, 290)));
        return new PretextGenerator(
                source,
                GeneratorOptions.of(
                        21, TaskMix.ofReleased(List.of(new ShuffleTask(), new FlipTask())), TaskOptions.of(mode)));
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }

    /** Every file below a folder by relative path, with its size and a hash of its bytes. */
    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                files.put(
                        root.relativize(file).toString(),
                        dev.rollstream.pretext.image.Sha256.hex(Files.readAllBytes(file)));
            }
        }
        return files;
    }
}
