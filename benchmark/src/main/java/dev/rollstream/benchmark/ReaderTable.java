package dev.rollstream.benchmark;

import dev.rollstream.avro.Topic;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast groups are read for training, in Java and in Python, beside a raw consumer in the same language that takes the same bytes off
 * the same topics and throws them away. Topics are filled once for each size of completion; then raw consumer and reader run in turn,
 * each beginning every other round, and the first round of each warms up. What counts is the rate from the first records in hand to the
 * last ones: connecting costs both sides some tenths of a second, once. Prints a line a round and a table.
 */
@Command(name = "reader-table", mixinStandardHelpOptions = true)
public final class ReaderTable implements Callable<Integer> {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int PARTITIONS = 4;
    private static final int OPEN_GROUPS = 64;
    private static final int BATCH = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--groups", defaultValue = "20000")
    private int groups;

    @Option(names = "--members", defaultValue = "8")
    private int members;

    @Option(names = "--tokens", split = ",", defaultValue = "80,1024", description = "Of a completion: 1 kB and 12 kB.")
    private int[] tokens = {};

    @Option(names = "--image-bytes", defaultValue = "4000")
    private int imageBytes;

    @Option(names = "--rounds", defaultValue = "5")
    private int rounds;

    @Option(names = "--python", description = "Python with the client's packages; without it Java alone is measured.")
    private @Nullable Path python;

    @Option(names = "--client", defaultValue = "../clients/python", description = "The Python client's folder.")
    private Path client = Path.of("");

    /**
     * Runs the benchmark.
     *
     * @param arguments {@code --groups}, {@code --rounds}, {@code --python}
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ReaderTable()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> rows = new ArrayList<>(List.of(
                "| tokens | language | raw MB/s | reader MB/s | ratio | lowest | highest |",
                "|---|---|---|---|---|---|---|"));
        try (LocalStack stack =
                LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "unused.", PARTITIONS))) {
            for (int each : tokens) {
                StageConfig config = new StageConfig(
                        stack.kafka().bootstrapServers(), stack.registryUrl(), "tokens-" + each + ".", Map.of());
                fill(config, each);
                rows.add("| " + each + " " + java(config));
                if (python != null) {
                    rows.add("| " + each + " " + python(config, python));
                }
            }
        }
        OUT.println();
        rows.forEach(OUT::println);
        return 0;
    }

    private void fill(StageConfig config, int each) {
        try (TopicsAdmin topics = new TopicsAdmin(config)) {
            topics.create(new TopicsAdmin.Shape(PARTITIONS, 1));
        }
        TrainingGroups.Shape shape = new TrainingGroups.Shape(members, each, imageBytes, OPEN_GROUPS);
        try (TrainingGroups filling = new TrainingGroups(config, shape)) {
            filling.write(groups);
        }
    }

    private String java(StageConfig config) {
        double[] floors = new double[rounds];
        double[] rates = new double[rounds];
        double[] ratios = new double[rounds];
        for (int round = 0; round <= rounds; round++) {
            boolean rawFirst = round % 2 == 0;
            Reading first = rawFirst ? raw(config) : reader(config);
            Reading second = rawFirst ? reader(config) : raw(config);
            Reading raw = rawFirst ? first : second;
            Reading reader = rawFirst ? second : first;
            double megabytes = raw.bytes / 1e6;
            double floor = megabytes * raw.share / raw.seconds;
            double rate = megabytes * reader.share / reader.seconds;
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

    /**
     * One reading of all topics.
     *
     * @param bytes all bytes; a reader counts none
     * @param share how much of all was read after the first records
     * @param seconds the time that this took
     */
    private record Reading(long bytes, double share, double seconds) {
        static Reading of(long bytes, long first, long all, long startNs) {
            return new Reading(bytes, 1 - first / (double) all, (System.nanoTime() - startNs) / 1e9);
        }
    }

    /**
     * A plain consumer of all topics. What is read to its end is paused: a request for it alone would wait half a second at the broker for
     * news, and what else there is behind it.
     */
    private static Reading raw(StageConfig config) {
        long startNs = 0;
        long bytes = 0;
        long first = 0;
        long read = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config.consumer("raw"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Stream.<Topic<?>>of(
                            config.topics().tasks(),
                            config.topics().rollouts(),
                            config.topics().advantages())
                    .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic.name(), p)))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (consumer.paused().size() < partitions.size()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    bytes += record.serializedValueSize();
                }
                read += records.count();
                if (first == 0) {
                    first = read;
                    startNs = System.nanoTime();
                }
                consumer.pause(partitions.stream()
                        .filter(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L))
                        .toList());
            }
        }
        return Reading.of(bytes, first, read, startNs);
    }

    private Reading reader(StageConfig config) {
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
    private String python(StageConfig config, Path interpreter) throws IOException, InterruptedException {
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
