package dev.rollstream.pretext.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import dev.rollstream.pretext.dataset.Exports.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetExportTest {
    private static final ExportLayout LINES = Exports.layout(ExportFormat.JSONL, 1, false);

    @TempDir
    private Path folder;

    @Test
    void writesALineATaskWithItsPictures() throws Exception {
        // Given
        Path out = folder.resolve("new/out");
        List<Long> progress = new ArrayList<>();
        // When
        ExportReport report = DatasetExport.run(
                Exports.generator(Pictures.mixed(), 21),
                Exports.request(out, Existing.REFUSE, 12, LINES),
                (done, total) -> progress.add(done));
        // Then
        List<JsonNode> lines = Exports.lines(out.resolve("tasks.jsonl"));
        assertThat(report.tasks()).isEqualTo(12);
        assertThat(progress).startsWith(0L, 1L, 2L).endsWith(12L).hasSize(13);
        assertThat(lines).hasSize(12);
        for (int i = 0; i < 12; i++) {
            GeneratedSample expected = Exports.generator(Pictures.mixed(), 21).at(i);
            JsonNode line = lines.get(i);
            assertThat(line.fieldNames())
                    .toIterable()
                    .containsExactly("id", "task", "variant", "mode", "prompt", "answer", "images", "source", "seed");
            assertThat(line.get("answer").asText()).isEqualTo(expected.sample().answer());
            assertThat(line.get("mode").asText()).isEqualTo("reference");
            assertThat(line.get("seed").asLong()).isEqualTo(expected.sample().seed());
            String picture = line.get("images").get(0).asText();
            assertThat(picture).isEqualTo("images/" + expected.sample().task() + "/%09d-1.jpg".formatted(i));
            assertThat(Files.readAllBytes(out.resolve(picture)))
                    .isEqualTo(expected.sample().images().get(0).bytes());
        }
        assertThat(Exports.tree(out).keySet()).noneMatch(name -> name.endsWith(".part") || name.startsWith("check"));
    }

    @Test
    void writesALineASkip() throws Exception {
        // Given
        Path out = folder.resolve("out");
        // When
        ExportReport report = run(out, Existing.REFUSE, 20, LINES);
        // Then
        List<JsonNode> lines = Exports.lines(out.resolve("skipped.jsonl"));
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.fieldNames()).toIterable().containsExactly("source", "task", "reason");
            assertThat(line.get("source").asText()).isEqualTo("bad");
            assertThat(line.get("reason").asText()).isEqualTo("TRUNCATED");
        });
        assertThat(report.skipped().values()).singleElement().satisfies(counts -> assertThat(counts.values())
                .containsExactly(1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "parquet", "coldstart"})
    void writesTheSameFilesWithAnyNumberOfThreads(String format) throws Exception {
        // Given
        ExportLayout layout = Exports.layout(ExportFormat.of(format).orElseThrow(), 3, false);
        // When
        for (int threads : new int[] {1, 4}) {
            DatasetExport.run(
                    Exports.generator(Pictures.mixed(), 5),
                    new ExportRequest(folder.resolve("" + threads), Existing.REFUSE, 4, 30, threads, layout),
                    ExportProgress.SILENT);
        }
        // Then
        assertThat(Exports.tree(folder.resolve("4")))
                .isEqualTo(Exports.tree(folder.resolve("1")))
                .hasSizeGreaterThan(30 + 3);
    }

    @Test
    void spreadsTasksOverShardsInOrder() throws Exception {
        // Given
        Path out = folder.resolve("out");
        // When
        run(out, Existing.REFUSE, 10, Exports.layout(ExportFormat.JSONL, 3, false));
        // Then
        List<String> ids = new ArrayList<>();
        for (int shard = 0; shard < 3; shard++) {
            List<JsonNode> lines = Exports.lines(out.resolve("tasks-%05d-of-00003.jsonl".formatted(shard)));
            assertThat(lines).hasSizeBetween(3, 4);
            lines.forEach(line -> ids.add(line.get("id").asText()));
        }
        assertThat(ids).hasSize(10).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void refusesToOverwriteUnlessTold() throws Exception {
        // Given
        Path out = folder.resolve("out");
        run(out, Existing.REFUSE, 8, LINES);
        Files.writeString(out.resolve("mine.txt"), "keep");
        // When Then
        assertThatThrownBy(() -> run(out, Existing.REFUSE, 2, LINES))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining(out + " is not empty");
        run(out, Existing.OVERWRITE, 2, Exports.layout(ExportFormat.COLDSTART, 1, false));
        assertThat(Exports.tree(out).keySet().stream().filter(name -> !name.startsWith("images/")))
                .containsExactly("coldstart.json", "dataset_info.json", "export.json", "mine.txt", "skipped.jsonl");
        assertThat(Exports.tree(out).keySet().stream().filter(name -> name.startsWith("images/")))
                .isNotEmpty()
                .allMatch(name -> name.matches("images/\\w+/00000000[01]-\\d\\.jpg"));
    }

    @Test
    void saysThatAFileIsNoFolder() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "x");
        // When Then
        assertThatThrownBy(() -> run(file, Existing.REFUSE, 1, LINES))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("is not a folder");
        assertThatThrownBy(() -> run(file.resolve("sub"), Existing.REFUSE, 1, LINES))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("cannot be written to");
    }

    @Test
    void saysHowFarItCameWhenWritingFailsAndGoesOnFromThere() throws Exception {
        // Given: something lies where a picture of the fourth task belongs
        Path out = folder.resolve("out");
        GeneratedSample fourth = Exports.generator(Pictures.mixed(), 21).at(3);
        Path inTheWay = out.resolve("images/" + fourth.sample().task() + "/000000003-1.jpg");
        ExportProgress vandal = (done, total) -> {
            if (done == 3) {
                makeFolder(inTheWay);
            }
        };
        ExportRequest request = Exports.request(out, Existing.RESUME, 9, LINES);
        // When Then
        assertThatThrownBy(() -> DatasetExport.run(Exports.generator(Pictures.mixed(), 21), request, vandal))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("with 3 of 9 tasks made; --resume goes on");
        assertThat(out.resolve("tasks.jsonl.part")).exists();
        assertThat(out.resolve("tasks.jsonl")).doesNotExist();
        Files.delete(inTheWay);
        run(out, Existing.RESUME, 9, LINES);
        run(folder.resolve("whole"), Existing.REFUSE, 9, LINES);
        assertThat(Exports.tree(out)).isEqualTo(Exports.tree(folder.resolve("whole")));
    }

    @Test
    void writesDownWhyNothingWasUsable() throws Exception {
        // Given
        Path out = folder.resolve("out");
        // When Then
        assertThatThrownBy(() -> DatasetExport.run(
                        Exports.generator(Pictures.hopeless(), 1),
                        Exports.request(out, Existing.REFUSE, 9, LINES),
                        ExportProgress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("TRUNCATED=1")
                .hasMessageContaining("0 of 9 tasks");
        assertThat(Exports.lines(out.resolve("skipped.jsonl.part"))).hasSize(1);
    }

    private static void makeFolder(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ExportReport run(Path out, Existing existing, long count, ExportLayout layout)
            throws ExportException {
        return DatasetExport.run(
                Exports.generator(Pictures.mixed(), 21),
                Exports.request(out, existing, count, layout),
                ExportProgress.SILENT);
    }
}
