package dev.rollstream.local.demo;

import dev.rollstream.local.report.RunReport;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a demo's curves go.
 *
 * @param html page; empty: none
 * @param png charts as a picture; empty: none
 * @param metrics figures as JSON lines; empty: none
 */
public record ReportFiles(Optional<Path> html, Optional<Path> png, Optional<Path> metrics) {
    private static final Logger log = LoggerFactory.getLogger(ReportFiles.class);

    /** Whether there is nothing to write. */
    public boolean isEmpty() {
        return files().isEmpty();
    }

    /** The files' names. */
    @Override
    public String toString() {
        return files().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** All of them. */
    public List<Path> files() {
        return Stream.of(html, png, metrics).flatMap(Optional::stream).toList();
    }

    /** Reads from the topics what will be written; empty: nothing is wanted, or it cannot be read, which is no reason to lose the rest. */
    Optional<RunReport> read(Stages stages, DemoView view) {
        if (isEmpty()) {
            return Optional.empty();
        }
        view.step("reading the curves from the topics");
        try {
            return Optional.of(RunReport.of(stages.config(), stages.registry(), RunReport.Options.ALL));
        } catch (StageException | KafkaException e) {
            log.atWarn().addKeyValue("error", e.getMessage()).log("no report: the topics cannot be read");
            return Optional.empty();
        }
    }

    /**
     * Writes them.
     *
     * @throws StageException if a file cannot be written
     */
    public void write(RunReport report) {
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
