package dev.rollstream.local.report;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a stream, from its topics alone: one HTML file with curves, a table of held-out accuracy and examples; the charts as
 * one PNG; and the same figures as JSON lines.
 *
 * <p>Reading takes memory for some hundred points a curve and some groups, whatever the length of the run. The examples tell answers:
 * a report is for who operates the stream, not for workers.
 */
public final class RunReport {
    private final ReportContent content;

    private RunReport(ReportContent content) {
        this.content = content;
    }

    /**
     * What is looked at.
     *
     * @param run only groups of this run; null: of every run on the topics
     * @param policy policy whose versions are the axis; null: the one with most versions
     */
    public record Options(@Nullable String run, @Nullable String policy) {
        /** Every run, the main policy. */
        public static final Options ALL = new Options(null, null);
    }

    /**
     * Reads the topics as they are now. May be done while the stream runs.
     *
     * @param registry the stream's schema registry; stays the caller's to close
     * @throws StageException if the cluster or a topic cannot be read, or no group of the run has ended
     */
    public static RunReport of(StageConfig config, RegistryClient registry, Options options) {
        try (ReportReader reader = new ReportReader(config, registry)) {
            RunFigures figures = reader.figures(options);
            List<String> runs = runs(config, figures, options);
            List<Example> examples = reader.examples(figures.examples().chosen());
            return new RunReport(new ReportContent(runs, figures, Charts.of(figures), Fonts.areUsable(), examples));
        }
    }

    private static List<String> runs(StageConfig config, RunFigures figures, Options options) {
        List<String> all = List.copyOf(figures.runs().keySet());
        if (all.isEmpty()) {
            throw new StageException("no group has ended yet on the topics with prefix '" + config.prefix()
                    + "', so there is nothing to report; --prefix names another stream");
        }
        if (options.run() == null) {
            return all;
        }
        if (!all.contains(options.run())) {
            throw new StageException("no group of run " + options.run() + " has ended on the topics with prefix '"
                    + config.prefix() + "'; ended groups are there of " + String.join(", ", all));
        }
        return List.of(options.run());
    }

    /**
     * Writes the page, over a file that is there. The file is complete or not there; its folder is made where it is missing.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path html) throws IOException {
        write(html, ReportPage.render(content).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes all charts as one picture.
     *
     * @throws IOException if it cannot be written
     * @throws StageException if this Java finds no fonts
     */
    public void writePng(Path png) throws IOException {
        if (!content.drawable()) {
            throw new StageException(
                    "charts need a font, and this Java finds none; install fontconfig and any font, such as fonts-dejavu-core");
        }
        write(png, ChartFiles.png(content.charts().all()));
    }

    /**
     * Writes the figures as JSON lines, see {@link MetricsLog}.
     *
     * @throws IOException if it cannot be written
     */
    public void writeMetrics(Path jsonl) throws IOException {
        write(jsonl, MetricsLog.render(content.figures()).getBytes(StandardCharsets.UTF_8));
    }

    /** Groups that have ended, of the runs that are looked at. */
    public long groups() {
        return content.figures().flow().total().ended().total();
    }

    /** Charts on the page. */
    public int charts() {
        return content.drawable() ? content.charts().all().size() : 0;
    }

    /** Groups shown whole. */
    public int examples() {
        return content.examples().size();
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        if (target.getParent() != null) {
            Files.createDirectories(target.getParent());
        }
        try {
            Files.write(part, bytes);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
