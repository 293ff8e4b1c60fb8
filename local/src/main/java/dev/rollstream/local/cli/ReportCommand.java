package dev.rollstream.local.cli;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.report.RunReport;
import dev.rollstream.runtime.StageConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The report of a run. */
@Command(
        name = "report",
        description = {
            "Writes what happened in a stream as one HTML file, from its topics alone: held-out accuracy before and after,",
            "reward, accuracy and format by task, the learner's figures, staleness, throughput, lag, outcomes, and examples",
            "with picture, completion, reward and advantage. It needs no network to be looked at.",
            "",
            "May be run while the stream runs. The examples tell answers, of groups that have ended: keep it from workers."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream report --out report.html",
            "  rollstream report --out report.html --png charts.png --metrics metrics.jsonl",
            "  rollstream report --prefix lab. --run lab-7 --out lab-7.html"
        })
final class ReportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The HTML file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--png", paramLabel = "FILE", description = "Writes the charts as one picture too.")
    private @Nullable Path png;

    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description = "Writes the figures as JSON lines too: kind is learner, staleness, train, eval or stream.")
    private @Nullable Path metrics;

    @Option(names = "--run", paramLabel = "ID", description = "Only groups of this run (default: of all runs).")
    private @Nullable String run;

    @Option(
            names = "--policy",
            paramLabel = "ID",
            description = "The policy whose versions are the axis (default: the one with most versions).")
    private @Nullable String policy;

    ReportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        StageConfig config = kafka.stageConfig();
        Stream.of(out, png, metrics).filter(Objects::nonNull).forEach(WritableFile::require);
        try (RegistryClient registry = RegistryClients.create(config.registry())) {
            registry.subjects();
            RunReport report = RunReport.of(config, registry, new RunReport.Options(run, policy));
            report.write(out);
            if (png != null) {
                report.writePng(png);
            }
            if (metrics != null) {
                report.writeMetrics(metrics);
            }
            console.say("report of " + report.groups() + " groups in " + out + ": " + report.charts() + " charts, "
                    + report.examples() + " examples");
        }
        return Rollstream.OK;
    }
}
