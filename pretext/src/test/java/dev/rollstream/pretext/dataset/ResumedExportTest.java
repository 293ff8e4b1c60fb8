package dev.rollstream.pretext.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import dev.rollstream.pretext.dataset.Exports.Pictures;
import dev.rollstream.pretext.image.TestPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumedExportTest {
    private static final int COUNT = 240;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "jsonl, 1, false, 1",
        "jsonl, 1, false, 119",
        "jsonl, 2, false, 120",
        "jsonl, 2, false, 201",
        "jsonl, 2, false, 240",
        "coldstart, 1, false, 2",
        "coldstart, 3, false, 200",
        "parquet, 4, true, 60",
        "parquet, 4, true, 61",
        "parquet, 4, false, 179",
        "parquet, 1, false, 240"
    })
    void holdsTheSameBytesAsOneThatWasNotCutOff(String format, int shards, boolean embedded, long death)
            throws Exception {
        // Given
        ExportLayout layout = Exports.layout(ExportFormat.of(format).orElseThrow(), shards, embedded);
        Path whole = folder.resolve("whole");
        Path cut = folder.resolve("cut");
        ExportReport expected = export(whole, layout, (done, total) -> {
            if (done == death) {
                Exports.snapshot(whole, cut);
            }
        });
        AtomicLong first = new AtomicLong(-1);
        // When
        ExportReport report = export(cut, layout, (done, total) -> first.compareAndSet(-1, done));
        // Then
        assertThat(Exports.tree(cut)).isEqualTo(Exports.tree(whole));
        assertThat(report).isEqualTo(expected);
        assertThat(first.get()).isBetween(format.equals("parquet") ? death - COUNT / shards : death - 32, death);
    }

    @Test
    void takesUpAFileThatWasCompletedAfterTheLastCheckpoint() throws Exception {
        // Given
        ExportLayout layout = Exports.layout(ExportFormat.JSONL, 1, false);
        Path whole = folder.resolve("whole");
        Path cut = folder.resolve("cut");
        export(whole, layout, (done, total) -> {
            if (done == COUNT) {
                Exports.snapshot(whole, cut);
            }
        });
        Files.copy(whole.resolve("tasks.jsonl"), cut.resolve("tasks.jsonl"));
        Files.delete(cut.resolve("tasks.jsonl.part"));
        // When
        export(cut, layout, ExportProgress.SILENT);
        // Then
        assertThat(Exports.tree(cut)).isEqualTo(Exports.tree(whole));
    }

    @Test
    void doesNothingWhereAllIsDone() throws Exception {
        // Given
        ExportLayout layout = Exports.layout(ExportFormat.PARQUET, 2, false);
        Path out = folder.resolve("out");
        ExportReport report = export(out, layout, ExportProgress.SILENT);
        AtomicLong calls = new AtomicLong();
        // When
        ExportReport again = export(out, layout, (done, total) -> calls.incrementAndGet());
        // Then
        assertThat(again).isEqualTo(report);
        assertThat(calls).hasValue(0);
    }

    @Test
    void namesTheOptionsThatDiffer() throws Exception {
        // Given
        Path out = folder.resolve("out");
        export(out, Exports.layout(ExportFormat.JSONL, 2, false), ExportProgress.SILENT);
        // When Then
        assertThatThrownBy(() -> DatasetExport.run(
                        Exports.generator(Pictures.mixed(), 4),
                        Exports.request(out, Existing.RESUME, COUNT, Exports.layout(ExportFormat.JSONL, 3, false)),
                        ExportProgress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("seed was 3 and is 4; shards was 2 and is 3");
        assertThatThrownBy(() -> DatasetExport.run(
                        Exports.generator(Pictures.hopeless(), 3),
                        Exports.request(out, Existing.RESUME, COUNT, Exports.layout(ExportFormat.JSONL, 2, false)),
                        ExportProgress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("pictures was 4, names and sizes");
    }

    @Test
    void noticesAPictureThatChangedUnderItsName() throws Exception {
        // Given
        ExportLayout layout = Exports.layout(ExportFormat.JSONL, 1, false);
        Path whole = folder.resolve("whole");
        Path cut = folder.resolve("cut");
        export(whole, layout, (done, total) -> {
            if (done == 200) {
                Exports.snapshot(whole, cut);
            }
        });
        Pictures changed = Pictures.mixed();
        changed.byName().replaceAll((name, pixels) -> TestPictures.varied(150, 131));
        // When Then
        assertThatThrownBy(() -> DatasetExport.run(
                        Exports.generator(changed, 3),
                        Exports.request(cut, Existing.RESUME, COUNT, layout),
                        ExportProgress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("would not come out as it was written");
    }

    @Test
    void saysThatItsBooksAreDamaged() throws Exception {
        // Given
        ExportLayout layout = Exports.layout(ExportFormat.JSONL, 1, false);
        Path out = folder.resolve("out");
        export(out, layout, ExportProgress.SILENT);
        Files.writeString(out.resolve("export.json"), "{\"settings\": [");
        // When Then
        assertThatThrownBy(() -> export(out, layout, ExportProgress.SILENT))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("export.json is damaged");
    }

    private static ExportReport export(Path out, ExportLayout layout, ExportProgress progress) throws ExportException {
        return DatasetExport.run(
                Exports.generator(Pictures.mixed(), 3), Exports.request(out, Existing.RESUME, COUNT, layout), progress);
    }
}
