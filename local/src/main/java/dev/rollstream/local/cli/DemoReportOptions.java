package dev.rollstream.local.cli;

import dev.rollstream.local.demo.ReportFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a demo's curves go. */
final class DemoReportOptions {
    private static final String NONE = "none";
    private static final String PAGE = "rollstream-demo.html";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Page with curves and examples (default: " + PAGE
                    + "; with --engine scripted: none); none: no page.")
    private @Nullable String report;

    @Option(names = "--report-png", paramLabel = "FILE", description = "The curves as a picture.")
    private @Nullable Path png;

    @Option(names = "--report-metrics", paramLabel = "FILE", description = "The figures as JSON lines.")
    private @Nullable Path metrics;

    /**
     * The files.
     *
     * @param pageUnasked whether there is a page also where nobody asked for one
     */
    ReportFiles files(boolean pageUnasked) {
        String page = report == null && pageUnasked ? PAGE : report;
        return new ReportFiles(
                page == null || page.equals(NONE) ? Optional.empty() : Optional.of(Path.of(page)),
                Optional.ofNullable(png),
                Optional.ofNullable(metrics));
    }
}
