package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rollstream.local.demo.Demo;
import dev.rollstream.local.demo.DemoOptions;
import dev.rollstream.local.demo.DemoResult;
import dev.rollstream.local.demo.DemoView;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.image.ImageSourceException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
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
            "completions rewards, rewards advantages, and a learner reads the groups. Then it audits what happened.",
            "",
            "The completions come from a scripted engine that is told the answers: they show the stream, not a model."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream demo                             on scenes that the program draws",
            "  rollstream demo --images ~/Pictures         on your own photographs",
            "  rollstream demo --dataset spatialssrl.parquet",
            "  rollstream demo --steps 200 --json demo.json"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "40",
            description = "Batches that the learner reads (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "8",
            description = "Groups in a batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--group-size",
            paramLabel = "N",
            defaultValue = "8",
            description = "Completions of each prompt (default: ${DEFAULT-VALUE}).")
    private int groupSize;

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

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Rollstream root;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, ImageSourceException, DatasetException {
        Logging.warningsOnly(root.verbose());
        DemoOptions options = Usage.check(spec, () -> new DemoOptions(steps, batch, groupSize, seed));
        SampleRun samples = source.open(seed, Order.SHUFFLED, pictures -> 1).samples();
        try (OutputStream out = json == null ? OutputStream.nullOutputStream() : TextStreams.output(json, console);
                Shutdown shutdown = Shutdown.listen()) {
            Optional<DemoResult> result = run(options, samples, shutdown);
            if (result.isEmpty()) {
                console.say("stopped early");
                return INTERRUPTED;
            }
            return report(result.get(), out);
        }
    }

    private Optional<DemoResult> run(DemoOptions options, SampleRun samples, Shutdown shutdown) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (DemoView view = console.interactive() ? new DemoBars(console, options) : new DemoLines(console, options)) {
            Demo demo = new Demo(options, samples, meters, view);
            Thread watch = new Thread(() -> stopOnSignal(shutdown, demo), "demo-stop");
            watch.setDaemon(true);
            watch.start();
            return demo.run();
        } finally {
            meters.close();
        }
    }

    private static void stopOnSignal(Shutdown shutdown, Demo demo) {
        if (shutdown.await(Duration.ofDays(1))) {
            demo.stop();
        }
    }

    private int report(DemoResult result, OutputStream out) throws IOException {
        PrintStream tables = TextStreams.STANDARD.equals(json) ? console.err() : console.out();
        DemoTables.print(result, tables);
        tables.flush();
        if (json != null) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out.write(mapper.writeValueAsBytes(result.toJson()));
            out.write('\n');
        }
        return result.audit().ok() ? Rollstream.OK : Rollstream.FAILED;
    }
}
