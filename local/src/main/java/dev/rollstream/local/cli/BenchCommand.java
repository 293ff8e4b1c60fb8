package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SequenceWriter;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.bench.BenchRow;
import dev.rollstream.local.bench.BenchTable;
import dev.rollstream.local.bench.Ground;
import dev.rollstream.local.bench.Latency;
import dev.rollstream.local.bench.OpenGroups;
import dev.rollstream.local.bench.Partitions;
import dev.rollstream.local.bench.SlowLearner;
import dev.rollstream.local.bench.Throughput;
import dev.rollstream.local.bench.Workload;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What the stream costs beside Kafka itself. */
@Command(
        name = "bench",
        description = {
            "Measures what scorer, aggregator and a learner's reader take, each beside what a plain consumer and a"
                    + " Kafka Streams",
            "application that does nothing do with the same bytes on the same broker, in the same minutes.",
            "",
            "A measurement counts only once the topics were audited, and hold the rewards and advantages that verifier"
                    + " and",
            "estimator, asked directly, give. It starts a broker of its own, whose files lie in the system's temporary"
                    + " folder.",
            "",
            "Let nothing else run: the ratios bear a busy machine better than the figures do, but not well.",
            "",
            "throughput: a backlog is worked off; rates, processor time of each stage's threads, memory, bytes"
                    + " written.",
            "latency: an open loop at a steady rate; from when a group's last completion is meant to be sent, to the"
                    + " reader.",
            "open-groups: throughput beside groups that stay open, and how long stages need to be ready again.",
            "partitions: throughput by partition count.",
            "slow-learner: what a learner waits for that takes longer over a step than its reader over a batch."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream bench",
            "  rollstream bench --measure throughput --tokens 16,256,1024,4096 --group-size 5,8,16 --json bench.jsonl",
            "  rollstream bench --guarantee exactly-once,at-least-once --commit-interval 100ms,200ms,1s",
            "  rollstream bench --measure latency --rate 1000,4000 --time 60s",
            "  rollstream bench --measure open-groups,partitions,slow-learner"
        })
final class BenchCommand implements Callable<Integer> {
    private static final String PREFIX = "rollstream.";

    /** Shares of the measured throughput that latency is measured at. */
    private static final List<Double> LOADS = List.of(0.3, 0.6);

    /** Files of streams that are measured and done go at once: they would fill the disk. */
    private static final LocalKafkaOptions BROKER =
            LocalKafkaOptions.temporary().with("log.segment.delete.delay.ms", "1000");

    private final Console console;

    /** What is measured. */
    enum Measure {
        THROUGHPUT,
        LATENCY,
        OPEN_GROUPS,
        PARTITIONS,
        SLOW_LEARNER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What stages and limits promise. */
    enum Promise {
        EXACTLY_ONCE,
        AT_LEAST_ONCE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Rollstream root;

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            split = ",",
            defaultValue = "throughput,latency",
            description = "What to measure, see above (default: ${DEFAULT-VALUE}).")
    private List<Measure> measures = List.of();

    @Option(
            names = "--tokens",
            paramLabel = "N",
            split = ",",
            defaultValue = "1024",
            description = "Tokens of a completion; some 12 bytes each. Several are measured one after another (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<Integer> tokens = List.of();

    @Option(
            names = "--group-size",
            paramLabel = "N",
            split = ",",
            defaultValue = "8",
            description = "Completions of a group; several likewise (default: ${DEFAULT-VALUE}).")
    private List<Integer> groupSizes = List.of();

    @Option(
            names = "--groups-at-once",
            paramLabel = "N",
            defaultValue = "1",
            description = "Groups whose completions a backlog mixes, as engines finish them that work on many (default:"
                    + " ${DEFAULT-VALUE}).")
    private int atOnce;

    @Option(
            names = "--rollouts",
            paramLabel = "N",
            defaultValue = "60000",
            description = "Completions of a measurement (default: ${DEFAULT-VALUE}).")
    private int rollouts;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "2",
            description = "Partitions of every topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--open-groups",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000,100000,1000000",
            description = "Groups that stay open, for that measurement (default: ${DEFAULT-VALUE}).")
    private List<Integer> openGroups = List.of();

    @Option(
            names = "--partition-counts",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8,16,32,64",
            description = "Partition counts, for that measurement (default: ${DEFAULT-VALUE}).")
    private List<Integer> partitionCounts = List.of();

    @Option(
            names = "--commit-interval",
            paramLabel = "TIME",
            split = ",",
            defaultValue = "200ms",
            description = "Time between commits; several likewise (default: ${DEFAULT-VALUE}).")
    private List<Duration> commitIntervals = List.of();

    @Option(
            names = "--guarantee",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "exactly-once",
            description = {
                "exactly-once, or at-least-once, which leaves transactions out of stages and limits alike; several"
                        + " likewise",
                "(default: ${DEFAULT-VALUE}). The stream itself knows exactly-once only: this shows what that costs."
            })
    private List<Promise> promises = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "4",
            description = "Rounds through all measurements; the first warms up and does not count (default:"
                    + " ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            split = ",",
            description =
                    "Rollouts a second of the open loop; several likewise. Without it 30 and 60 percent of what went"
                            + " through.")
    private List<Double> rates = List.of();

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "20s",
            description =
                    "How long the open loop is timed, behind a quarter of that to warm up (default: ${DEFAULT-VALUE}).")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the completions (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the rows as JSON lines too; - is standard output.")
    private @Nullable String json;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Logging.warningsOnly(root.verbose());
        List<Workload> workloads = Usage.check(spec, this::workloads);
        rates.forEach(rate -> Usage.check(spec, () -> load(rate)));
        List<BenchTable> tables = new ArrayList<>();
        LocalStack.Options options = new LocalStack.Options(BROKER, 0, PREFIX, partitions);
        try (LocalStack stack = LocalStack.start(options);
                RegistryClient registry = RegistryClients.create(stack.config().registry())) {
            Ground ground = new Ground(stack.config(), registry, console::say);
            for (Measure measure : measures) {
                for (Workload workload : workloads) {
                    for (BenchTable table : run(measure, ground, workload)) {
                        print(table);
                        tables.add(table);
                    }
                }
            }
        }
        write(tables);
        return Rollstream.OK;
    }

    private List<BenchTable> run(Measure measure, Ground ground, Workload workload) {
        console.say(measure + ": " + workload.name());
        return switch (measure) {
            case THROUGHPUT -> List.of(new Throughput(ground).measure(workload, rounds));
            case LATENCY ->
                rates(ground, workload).stream()
                        .map(rate -> new Latency(ground).measure(workload, load(rate)))
                        .toList();
            case OPEN_GROUPS -> List.of(new OpenGroups(ground).measure(workload, openGroups));
            case PARTITIONS -> List.of(new Partitions(ground).measure(workload, partitionCounts, rounds));
            case SLOW_LEARNER -> List.of(new SlowLearner(ground).measure(workload));
        };
    }

    private List<Double> rates(Ground ground, Workload workload) {
        if (!rates.isEmpty()) {
            return rates;
        }
        double most = new Throughput(ground).rolloutsPerSecond(workload);
        return LOADS.stream().map(share -> share * most).toList();
    }

    private Latency.Load load(double rate) {
        return new Latency.Load(rate, time.dividedBy(4), time);
    }

    private List<Workload> workloads() {
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds must be at least 1, is " + rounds);
        }
        requirePositive("--open-groups", openGroups);
        requirePositive("--partition-counts", partitionCounts);
        List<Workload> workloads = new ArrayList<>();
        for (Promise promise : promises) {
            for (Duration interval : commitIntervals) {
                for (int size : groupSizes) {
                    for (int length : tokens) {
                        int groups = rollouts / Math.max(1, size);
                        boolean exactlyOnce = promise == Promise.EXACTLY_ONCE;
                        workloads.add(
                                new Workload(groups, size, atOnce, length, partitions, exactlyOnce, interval, seed));
                    }
                }
            }
        }
        return workloads;
    }

    private static void requirePositive(String option, List<Integer> numbers) {
        if (numbers.isEmpty() || numbers.stream().anyMatch(number -> number < 1)) {
            throw new IllegalArgumentException(option + " are numbers above zero, not " + numbers);
        }
    }

    /** Shows a table as soon as it is there: the next may take minutes. */
    private void print(BenchTable table) {
        PrintStream lines = TextStreams.STANDARD.equals(json) ? console.err() : console.out();
        table.markdown().forEach(lines::println);
        lines.flush();
    }

    private void write(List<BenchTable> tables) throws IOException {
        if (json == null) {
            return;
        }
        ObjectMapper mapper = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        List<BenchRow> rows =
                tables.stream().flatMap(table -> table.rows().stream()).toList();
        try (OutputStream out = TextStreams.output(json, console);
                SequenceWriter writer =
                        mapper.writer().withRootValueSeparator("\n").writeValues(out)) {
            writer.writeAll(rows);
        }
    }
}
