package dev.rollstream.benchmark;

import dev.rollstream.benchmark.RawConsumer.Reading;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast groups are read for training, in Java and in Python, beside a raw consumer in the same language that takes the same bytes off
 * the same topics and throws them away. Topics are filled once for each size of completion and picture. Java's raw consumer is the
 * fastest of several ways to set one; which it is, is tried out first. Then raw consumer and reader run in turn, each beginning every
 * other round, and the first round of each warms up. What counts is the rate from the first records in hand to the last ones: connecting
 * costs both sides some tenths of a second, once. Prints a line a round and a table.
 */
@Command(name = "reader-table", mixinStandardHelpOptions = true)
public final class ReaderTable implements Callable<Integer> {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int PARTITIONS = 4;
    private static final int OPEN_GROUPS = 64;
    private static final int BATCH = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--megabytes", defaultValue = "1000", description = "To read, about, for each size.")
    private int megabytes;

    @Option(names = "--members", defaultValue = "8")
    private int members;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "80/4000,1024/4000,1024/150000",
            description = "Tokens of a completion (1 kB and 12 kB) / bytes of the picture.")
    private List<String> sizes = List.of();

    @Option(names = "--rounds", defaultValue = "5")
    private int rounds;

    @Option(names = "--python", description = "Python with the client's packages; without it Java alone is measured.")
    private @Nullable Path python;

    @Option(names = "--client", defaultValue = "../clients/python", description = "The Python client's folder.")
    private Path client = Path.of("");

    /**
     * Runs the benchmark.
     *
     * @param arguments {@code --sizes}, {@code --megabytes}, {@code --rounds}, {@code --python}
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ReaderTable()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> rows = new ArrayList<>(List.of(
                "| tokens | picture | language | raw MB/s | reader MB/s | ratio | lowest | highest |",
                "|---|---|---|---|---|---|---|---|"));
        try (LocalStack stack =
                LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "unused.", PARTITIONS))) {
            for (String size : sizes) {
                rows.addAll(measure(stack, shape(size)));
            }
        }
        OUT.println();
        rows.forEach(OUT::println);
        return 0;
    }

    private TrainingGroups.Shape shape(String size) {
        String[] numbers = size.split("/", 2);
        return new TrainingGroups.Shape(
                members, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), OPEN_GROUPS);
    }

    private List<String> measure(LocalStack stack, TrainingGroups.Shape shape)
            throws IOException, InterruptedException {
        StageConfig config = new StageConfig(
                stack.kafka().bootstrapServers(),
                stack.registryUrl(),
                "tokens-" + shape.tokens() + "-picture-" + shape.imageBytes() + ".",
                Map.of());
        int groups = Math.max(BATCH, (int) (megabytes * 1_000_000L / shape.bytes()));
        fill(config, shape, groups);
        String size = "| " + shape.tokens() + " | " + shape.imageBytes() / 1_000 + " kB ";
        List<String> rows = new ArrayList<>(List.of(size + java(config, groups)));
        if (python != null) {
            rows.add(size + python(config, groups, python));
        }
        return rows;
    }

    private static void fill(StageConfig config, TrainingGroups.Shape shape, int groups) {
        OUT.printf(
                Locale.ROOT,
                "%n%d groups of %d completions of %d tokens, a picture of %d bytes%n",
                groups,
                shape.members(),
                shape.tokens(),
                shape.imageBytes());
        try (TopicsAdmin topics = new TopicsAdmin(config)) {
            topics.create(new TopicsAdmin.Shape(PARTITIONS, 1));
        }
        try (TrainingGroups filling = new TrainingGroups(config, shape)) {
            filling.write(groups);
        }
    }

    /** The fastest raw consumer: the first time warms up, the better one of two more counts. */
    private static RawConsumer fastest(StageConfig config) {
        double most = 0;
        RawConsumer fastest = RawConsumer.candidates().get(0);
        for (RawConsumer candidate : RawConsumer.candidates()) {
            candidate.read(config, PARTITIONS);
            double rate = Stream.of(candidate.read(config, PARTITIONS), candidate.read(config, PARTITIONS))
                    .mapToDouble(reading -> reading.rate(reading.bytes()))
                    .max()
                    .orElse(0);
            OUT.printf(Locale.ROOT, "Java, raw, %s: %.0f MB/s%n", candidate.name(), rate);
            if (rate > most) {
                most = rate;
                fastest = candidate;
            }
        }
        return fastest;
    }

    private String java(StageConfig config, int groups) {
        RawConsumer floorConsumer = fastest(config);
        double[] floors = new double[rounds];
        double[] rates = new double[rounds];
        double[] ratios = new double[rounds];
        for (int round = 0; round <= rounds; round++) {
            boolean rawFirst = round % 2 == 0;
            Reading first = rawFirst ? floorConsumer.read(config, PARTITIONS) : reader(config, groups);
            Reading second = rawFirst ? reader(config, groups) : floorConsumer.read(config, PARTITIONS);
            Reading raw = rawFirst ? first : second;
            double floor = raw.rate(raw.bytes());
            double rate = (rawFirst ? second : first).rate(raw.bytes());
            OUT.printf(
                    Locale.ROOT,
                    "Java, round %d: raw %.0f MB/s, reader %.0f MB/s, ratio %.2f%n",
                    round,
                    floor,
                    rate,
                    rate / floor);
            if (round > 0) {
                floors[round - 1] = floor;
                rates[round - 1] = rate;
                ratios[round - 1] = rate / floor;
            }
        }
        Stream.of(floors, rates, ratios).forEach(Arrays::sort);
        return String.format(
                Locale.ROOT,
                "| Java | %.0f | %.0f | %.2f | %.2f | %.2f |",
                floors[rounds / 2],
                rates[rounds / 2],
                ratios[rounds / 2],
                ratios[0],
                ratios[rounds - 1]);
    }

    private static Reading reader(StageConfig config, int groups) {
        long startNs = 0;
        int first = 0;
        int read = 0;
        try (GroupReader reader = GroupReader.open(
                config, GroupReaderOptions.of("bench"), new SimpleMeterRegistry(), Positions.earliest(config))) {
            while (read < groups) {
                Batch batch = reader.poll(Math.min(BATCH, groups - read), PATIENCE);
                if (!batch.refused().isEmpty() || batch.isEmpty()) {
                    throw new IllegalStateException("after " + read + " groups: refused " + batch.refused());
                }
                read += batch.groups().size();
                if (first == 0) {
                    first = read;
                    startNs = System.nanoTime();
                }
            }
            return Reading.of(0, first, read, startNs);
        }
    }

    /** Has Python measure the same topics; its last line is its row. */
    private String python(StageConfig config, int groups, Path interpreter) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                interpreter.toAbsolutePath().toString(),
                "benchmarks/reader_throughput.py",
                "--groups",
                Integer.toString(groups),
                "--rounds",
                Integer.toString(rounds));
        builder.environment()
                .putAll(Map.of(
                        "ROLLSTREAM_BOOTSTRAP_SERVERS", config.bootstrapServers(),
                        "ROLLSTREAM_SCHEMA_REGISTRY", config.schemaRegistry(),
                        "ROLLSTREAM_PREFIX", config.prefix(),
                        "PYTHONPATH", "src"));
        Process process = builder.directory(client.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String last = "";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                OUT.println(line);
                last = line;
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException("the Python benchmark ended with " + code);
        }
        return last;
    }
}
