package dev.rollstream.pretext.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.pretext.GeneratorOptions;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.PretextTask;
import dev.rollstream.pretext.TaskMix;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.folder.BrokenFolder;
import dev.rollstream.pretext.folder.ImageFolder;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.SkipReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of broken files to as many tasks as were asked for, and a line for everything that was of no use. */
class BrokenFolderExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void makesAllTasksAndListsAllSkips(@TempDir Path folder, @TempDir Path out) throws Exception {
        // Given
        BrokenFolder broken = BrokenFolder.in(folder);
        ImageFolder images = ImageFolder.open(folder, IntakeOptions.defaults());
        List<PretextTask> tasks = PretextTask.possibleOn(images);
        PretextGenerator generator = new PretextGenerator(
                images, GeneratorOptions.of(7, TaskMix.ofReleased(tasks), TaskOptions.of(Mode.STRICT)));
        int count = 4 * images.size();
        // When
        ExportReport report = DatasetExport.run(
                generator,
                Exports.request(
                        out, ExportRequest.Existing.REFUSE, count, Exports.layout(ExportFormat.JSONL, 1, false)),
                ExportProgress.SILENT);
        // Then
        assertThat(report.tasks()).isEqualTo(count);
        assertThat(Files.readAllLines(out.resolve("tasks.jsonl"))).hasSize(count);
        assertThat(skipped(out, SkipReason.Scope.SOURCE)).isEqualTo(broken.badPictures());
        boolean depthWanted = tasks.stream().anyMatch(PretextTask::needsDepth);
        assertThat(skipped(out, SkipReason.Scope.DEPTH_MAP)).isEqualTo(depthWanted ? broken.badDepths() : Map.of());
    }

    private static Map<String, SkipReason> skipped(Path out, SkipReason.Scope scope) throws IOException {
        Map<String, SkipReason> reasons = new TreeMap<>();
        for (String line : Files.readAllLines(out.resolve("skipped.jsonl"))) {
            JsonNode skip = JSON.readTree(line);
            SkipReason reason = SkipReason.valueOf(skip.get("reason").asText());
            if (reason.scope() == scope) {
                assertThat(reasons.put(skip.get("source").asText(), reason)).isNull();
            }
        }
        return reasons;
    }
}
