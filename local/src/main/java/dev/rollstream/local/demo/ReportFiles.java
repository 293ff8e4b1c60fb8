package dev.rollstream.local.demo;

import dev.rollstream.local.report.RunReport;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a demo's curves go.
 *
 * @param html page; empty: none
 * @param png charts as a picture; empty: none
 * @param metrics figures as JSON lines; empty: none
 */
public record ReportFiles(Optional<Path> html, Optional<Path> png, Optional<Path> metrics) {
    /** Whether there is nothing to write. */
    public boolean isEmpty() {
        return html.isEmpty() && png.isEmpty() && metrics.isEmpty();
    }

    /** The files' names. */
    @Override
    public String toString() {
        return Stream.of(html, png, metrics)
                .flatMap(Optional::stream)
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }

    /**
     * Writes them from what the topics hold.
     *
     * @throws StageException if a file cannot be written
     */
    void write(Stages stages) {
        RunReport report = RunReport.of(stages.config(), stages.registry(), RunReport.Options.ALL);
        try {
            if (html.isPresent()) {
                report.write(html.get());
            }
            if (png.isPresent()) {
                report.writePng(png.get());
            }
            if (metrics.isPresent()) {
                report.writeMetrics(metrics.get());
            }
        } catch (IOException e) {
            throw new StageException("cannot write the report: " + e + "; name another place with --report", e);
        }
    }
}
