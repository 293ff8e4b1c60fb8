package dev.rollstream.local.cli;

import dev.rollstream.local.cli.SourceOptions.Source;
import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.Dataset.Walk;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.dataset.DatasetExport;
import dev.rollstream.pretext.dataset.ExportReport;
import dev.rollstream.pretext.dataset.ExportRequest;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.preview.Preview;
import dev.rollstream.pretext.preview.PreviewFile;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pictures to tasks as files; no Kafka. */
@Command(
        name = "pretext",
        description = {
            "Makes tasks of pictures, or takes those of a dataset, and writes them to a folder, to look at or to train from.",
            "",
            "The tasks themselves are in the files that --format names; beside them are",
            "images/        the pictures of the prompts",
            "skipped.jsonl  {\"source\", \"task\", \"reason\"} for what could not be used",
            "export.json    the options, and counts of what was made",
            "",
            "The same seed, options and pictures give the same bytes, with any number of threads, and also when the",
            "work was cut off in between and gone on with by --resume."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream pretext --count 20 --out look        from drawn pictures, to see what tasks look like",
            "  rollstream pretext --images ~/photos --preview look.html        the same of your own, on one page",
            "  rollstream pretext --images ~/photos --count 1000 --out tasks",
            "  rollstream pretext --images ~/photos --task shuffle --mode reference --seed 7 --out shuffles",
            "  rollstream pretext --images ~/photos --count 81000 --format parquet --out grpo",
            "  rollstream pretext --images ~/photos --count 81000 --format parquet --out grpo --resume",
            "  rollstream pretext --images ~/photos --count 3600 --format coldstart --out sft",
            "  rollstream pretext --dataset grpo --format parquet --embed-images --out one-piece"
        })
final class PretextCommand implements Callable<Integer> {
    private static final long DEFAULT_COUNT = 100;
    private static final int MAX_TASKS_IN_A_ROW = 8;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final SourceOptions sources = new SourceOptions();

    @Mixin
    private final ExportOptions export = new ExportOptions();

    @Mixin
    private final PreviewOptions preview = new PreviewOptions();

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Tasks to make (default: " + DEFAULT_COUNT + ", or all of a dataset).")
    private @Nullable Long count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The same seed and pictures give the same tasks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--tasks-per-image",
            paramLabel = "N",
            description =
                    "Tasks in a row from one picture, which is decoded once for them (default: as many as it takes to "
                            + "reach the count with all pictures, at most 8).")
    private @Nullable Integer tasksPerImage;

    PretextCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws ImageSourceException, DatasetException, ExportException {
        Optional<PreviewFile> sheet = Usage.check(spec, preview::file);
        if (sheet.isPresent() && !export.isAsked()) {
            return lookAt(sheet.get());
        }
        long unsaid = sources.isDataset() ? Integer.MAX_VALUE : DEFAULT_COUNT;
        long wanted = count == null ? unsaid : count;
        ExportRequest request = Usage.check(spec, () -> export.request(wanted));
        Source source = sources.open(
                RowOptions.SPATIAL, new Walk(Order.AS_STORED, seed), pictures -> tasksPerImage(pictures, wanted));
        if (sources.isDataset()) {
            request = Usage.check(spec, () -> export.request(Math.min(wanted, source.rows())));
        }
        console.say("writing " + request.count() + " tasks of " + source.description());
        try (ExportView view = new ExportView(console, System::nanoTime)) {
            ExportReport written = DatasetExport.run(source.samples(), request, view);
            console.print(written.tasks() + " tasks in " + export.out());
            report(written.made(), written.skipped());
            if (sheet.isPresent()) {
                PreviewOptions.write(sheet.get(), source.samples(), written, export.threads());
            }
        }
        if (!export.hint().isEmpty()) {
            console.say(export.hint());
        }
        return Rollstream.OK;
    }

    /** Every picture is used before any is used again, and none is decoded more often than that takes. */
    private int tasksPerImage(ImageSource pictures, long wanted) {
        long suitable = Math.max(1, Math.min(MAX_TASKS_IN_A_ROW, wanted / pictures.size()));
        return tasksPerImage == null ? (int) suitable : tasksPerImage;
    }

    /** Tasks for the sheet alone; of a dataset any, for its first ones may be all of one kind. */
    private int lookAt(PreviewFile sheet) throws ImageSourceException, DatasetException, ExportException {
        long wanted = count == null ? DEFAULT_COUNT : count;
        Usage.check(spec, () -> PreviewOptions.checkNumbers(wanted, export.threads()));
        Source source = sources.open(
                RowOptions.SPATIAL, new Walk(Order.SHUFFLED, seed), pictures -> tasksPerImage(pictures, wanted));
        long end = sources.isDataset() ? Math.min(wanted, source.rows()) : wanted;
        console.say("looking at " + end + " tasks of " + source.description());
        Preview.Counts counts = PreviewOptions.write(sheet, source.samples(), end, export.threads());
        console.print("a page with some of " + end + " tasks in " + sheet.path());
        report(counts.made(), counts.skipped());
        return Rollstream.OK;
    }

    private void report(Map<String, Map<String, Long>> made, Map<String, Map<SkipReason, Long>> skipped) {
        made.forEach((task, variants) -> printCounts("made", task, variants));
        skipped.forEach((task, reasons) -> printCounts("skipped", task, reasons));
    }

    private void printCounts(String what, String task, Map<?, Long> counts) {
        counts.forEach((name, number) ->
                console.print(String.format(Locale.ROOT, "  %-8s %-8s %-20s %8d", what, task, name, number)));
    }
}
