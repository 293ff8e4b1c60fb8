package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.SkipTally;
import dev.rollstream.pretext.image.SkipReason;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The file of skips with the counts that go with it: {@code {"source","task","reason"}} a line. */
final class SkipLog implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExportFolder folder;
    private final SkipTally tally = new SkipTally();
    private final LineFile lines;

    /** Takes up counts and file as they were at a checkpoint. */
    SkipLog(ExportFolder folder, Checkpoint from) throws IOException {
        this.folder = folder;
        folder.reopen(ExportFolder.SKIPPED);
        this.lines = new LineFile(folder.part(ExportFolder.SKIPPED), from.skippedBytes());
        from.made()
                .forEach((task, variants) -> variants.forEach((variant, count) -> tally.addMade(task, variant, count)));
        recount();
    }

    private void recount() throws IOException {
        try (BufferedReader written = Files.newBufferedReader(folder.part(ExportFolder.SKIPPED))) {
            for (String line = written.readLine(); line != null; line = written.readLine()) {
                tally.addSkips(List.of(skip(JSON.readTree(line))));
            }
        }
    }

    private static Skip skip(JsonNode line) {
        SkipReason reason = SkipReason.valueOf(line.path("reason").asText());
        return new Skip(line.path("source").asText(), line.path("task").asText(), reason, "");
    }

    /** Counts a draw, and writes down which skips led to it. */
    void add(Draw draw) throws IOException {
        write(tally.add(draw));
    }

    /** Counts skips that led to nothing, and writes them down. */
    void add(List<Skip> skips) throws IOException {
        write(tally.addSkips(skips));
    }

    private void write(List<Skip> counted) throws IOException {
        for (Skip skip : counted) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("source", skip.source());
            line.put("task", skip.task());
            line.put("reason", skip.reason().name());
            lines.append(line + "\n");
        }
    }

    SkipTally tally() {
        return tally;
    }

    long savepoint() throws IOException {
        return lines.savepoint();
    }

    /** Gives the file its name. */
    void complete() throws IOException {
        lines.close();
        folder.complete(ExportFolder.SKIPPED);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
