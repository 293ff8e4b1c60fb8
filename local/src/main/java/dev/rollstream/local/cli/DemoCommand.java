package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rollstream.local.demo.Demo;
import dev.rollstream.local.demo.DemoOptions;
import dev.rollstream.local.demo.DemoResult;
import dev.rollstream.local.demo.DemoView;
import dev.rollstream.local.demo.LearningDemo;
import dev.rollstream.local.demo.LearningOptions;
import dev.rollstream.local.demo.ReportFiles;
import dev.rollstream.local.demo.ScriptedDemo;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.Dataset.Walk;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.image.ImageSourceException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The whole stream in one process. */
@Command(
        name = "demo",
        description = {
            "Runs the whole stream in this process, on an embedded broker: pictures become tasks, tasks completions,",
            "completions rewards, rewards advantages, advantages a better policy, which makes the next completions.",
            "Then it audits what happened. Without a GPU; the policy is small, and begins with nothing.",
            "",
            "--engine scripted makes completions up, from the answers: it shows the stream, not a model, and is for load,",
            "and for pictures and datasets of your own."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream demo                             a policy learns, on scenes that the program draws",
            "  rollstream demo --sync --steps 100 --json demo.json",
            "  rollstream demo --engine scripted --images ~/Pictures",
            "  rollstream demo --engine scripted --dataset spatialssrl.parquet"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final int SCRIPTED_STEPS = 40;
    private static final int SCRIPTED_BATCH = 8;
    private static final int SCRIPTED_GROUP = 8;
    private static final int LEARNING_STEPS = 450;
    private static final int LEARNING_BATCH = 25;
    private static final int LEARNING_GROUP = 16;

    /** What completes prompts. */
    enum DemoEngine {
        /** The policy that learns. */
        BUILTIN,
        /** Makes completions up. */
        SCRIPTED
    }

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What completes prompts: builtin, a small policy that learns, or scripted, which makes"
                    + " completions up (default: builtin; scripted with --images or --dataset).")
    private @Nullable DemoEngine engine;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Batches that the learner takes (default: " + LEARNING_STEPS + "; scripted: " + SCRIPTED_STEPS
                    + ").")
    private @Nullable Integer steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Groups in a batch (default: " + LEARNING_BATCH + "; scripted: " + SCRIPTED_BATCH + ").")
    private @Nullable Integer batch;

    @Option(
            names = "--group-size",
            paramLabel = "N",
            description =
                    "Completions of each prompt (default: " + LEARNING_GROUP + "; scripted: " + SCRIPTED_GROUP + ").")
    private @Nullable Integer groupSize;

    @Mixin
    private LearningDemoOptions learning = new LearningDemoOptions();

    @Mixin
    private DemoReportOptions report = new DemoReportOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides tasks and completions (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the result as JSON; - is standard output, and the tables go to standard error.")
    private @Nullable String json;

    @Option(
            names = "--ui",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "0",
            description =
                    "Serves a page to look at the stream with, on this machine, as long as the demo runs; without a"
                            + " PORT on a free one.")
    private @Nullable Integer ui;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Rollstream root;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, ImageSourceException, DatasetException {
        Logging.warningsOnly(root.verbose());
        ReportFiles files = report.files(!isScripted());
        DemoMaker maker = maker(files);
        files.files().forEach(WritableFile::require);
        if (json != null && !json.equals(TextStreams.STANDARD)) {
            WritableFile.require(Path.of(json));
        }
        try (Shutdown shutdown = Shutdown.listen()) {
            Optional<DemoResult> result = run(maker, shutdown);
            if (result.isEmpty()) {
                console.say("stopped early");
                return INTERRUPTED;
            }
            tell(result.get());
            return write(result.get(), files) && result.get().audit().ok() ? Rollstream.OK : Rollstream.FAILED;
        }
    }

    /** Makes a demo of whichever engine. */
    @FunctionalInterface
    private interface DemoMaker {
        Demo make(MeterRegistry meters, DemoView view);
    }

    private DemoMaker maker(ReportFiles files) throws ImageSourceException, DatasetException {
        if (isScripted()) {
            Usage.refuse(spec, "learning", "does nothing with --engine scripted, which trains no policy");
            DemoOptions options = size(SCRIPTED_STEPS, SCRIPTED_BATCH, SCRIPTED_GROUP);
            SampleRun samples = source.open(RowOptions.SPATIAL, new Walk(Order.SHUFFLED, seed), pictures -> 1)
                    .samples();
            return (meters, view) -> new ScriptedDemo(options, samples, meters, view, files);
        }
        Usage.refuse(spec, "source", "goes with --engine scripted; the built-in policy learns on scenes of its own");
        DemoOptions size = size(LEARNING_STEPS, LEARNING_BATCH, LEARNING_GROUP);
        LearningOptions options = Usage.check(spec, () -> learning.options(size, files));
        return (meters, view) -> new LearningDemo(options, meters, view);
    }

    private DemoOptions size(int defaultSteps, int defaultBatch, int defaultGroup) {
        return Usage.check(
                spec,
                () -> new DemoOptions(
                        steps == null ? defaultSteps : steps,
                        batch == null ? defaultBatch : batch,
                        groupSize == null ? defaultGroup : groupSize,
                        seed));
    }

    private boolean isScripted() {
        return engine == null ? source.isGiven() : engine == DemoEngine.SCRIPTED;
    }

    private Optional<DemoResult> run(DemoMaker maker, Shutdown shutdown) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (DemoView view = view()) {
            Demo demo = maker.make(meters, view);
            Thread watch = new Thread(() -> stopOnSignal(shutdown, demo), "demo-stop");
            watch.setDaemon(true);
            watch.start();
            return demo.run();
        } finally {
            meters.close();
        }
    }

    private DemoView view() {
        DemoView lines = console.interactive() ? new DemoBars(console) : new DemoLines(console);
        return ui == null ? lines : new DemoPage(lines, ui);
    }

    private static void stopOnSignal(Shutdown shutdown, Demo demo) {
        if (shutdown.await(Duration.ofDays(1))) {
            demo.stop();
        }
    }

    private void tell(DemoResult result) throws IOException {
        PrintStream tables = TextStreams.STANDARD.equals(json) ? console.err() : console.out();
        DemoTables.print(result, tables);
        tables.flush();
        if (json != null) {
            try (OutputStream out = TextStreams.output(json, console)) {
                ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
                out.write(mapper.writeValueAsBytes(result.toJson()));
                out.write('\n');
            }
        }
    }

    /** Writes the curves, last of all; false if there are none though they were asked for. */
    private boolean write(DemoResult result, ReportFiles files) {
        if (result.report().isPresent()) {
            files.write(result.report().get());
            console.say("curves: " + files);
        }
        return files.isEmpty() || result.report().isPresent();
    }
}
