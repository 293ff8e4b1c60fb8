package dev.rollstream.local.cli;

import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.PretextExport;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pictures to tasks as files; no Kafka. */
@Command(
        name = "pretext",
        description = {
            "Makes tasks of pictures and writes them to a folder.",
            "",
            "tasks.jsonl    {\"id\", \"task\", \"variant\", \"mode\", \"prompt\", \"answer\", \"images\", \"source\", \"seed\"}",
            "skipped.jsonl  {\"source\", \"task\", \"reason\"}",
            "images/        the pictures of the prompts"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream pretext --images ~/photos --count 1000 --out tasks",
            "  rollstream pretext --images ~/photos --task shuffle --mode reference --seed 7 --out shuffles",
            "  rollstream pretext --count 20 --out look        from drawn pictures, to see what tasks look like"
        })
final class PretextCommand implements Callable<Integer> {
    private static final int MAX_BAR_WIDTH = 100;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final ImageOptions images = new ImageOptions();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write to; made if missing.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "Tasks to make (default: ${DEFAULT-VALUE}).")
    private long count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The same seed and pictures give the same tasks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that make tasks; changes nothing but the time (default: the processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--overwrite",
            description = "Accepts a folder with something in it and replaces an earlier export.")
    private boolean overwrite;

    PretextCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws ImageSourceException, ExportException {
        PretextExport.Request request =
                Usage.check(spec, () -> new PretextExport.Request(out, 0, count, threads, overwrite));
        ImageSource source = images.source(seed);
        PretextGenerator generator = images.generator(source, seed);
        console.say("making " + count + " tasks of " + images.describe(source));
        report(export(generator, request));
        return Rollstream.OK;
    }

    private PretextExport.Report export(PretextGenerator generator, PretextExport.Request request)
            throws ExportException {
        if (!console.interactive()) {
            return PretextExport.run(generator, request, PretextExport.Progress.SILENT);
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("tasks")
                .setInitialMax(request.count())
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(MAX_BAR_WIDTH)
                .setConsumer(new ConsoleProgressBarConsumer(console.err()))
                .build()) {
            return PretextExport.run(generator, request, (done, total, tally) -> bar.stepTo(done));
        }
    }

    private void report(PretextExport.Report report) {
        console.print(report.tasks() + " tasks in " + out);
        report.made().forEach((task, variants) -> printCounts("made", task, variants));
        report.skipped().forEach((task, reasons) -> printCounts("skipped", task, reasons));
    }

    private void printCounts(String what, String task, Map<?, Long> counts) {
        counts.forEach((name, number) ->
                console.print(String.format(Locale.ROOT, "  %-8s %-8s %-20s %8d", what, task, name, number)));
    }
}
