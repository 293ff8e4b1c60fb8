package dev.rollstream.local.learner;

import dev.rollstream.avro.Topic;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.learner.GroupWriter.Shape;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Measures the group reader against a raw consumer that reads the same records of the same topics and throws them away. Both sides
 * run in turn, several rounds, on an embedded broker; the first round warms up.
 *
 * <p>Arguments: groups, members, tokens a completion, bytes of the picture, groups in the making at once, rounds.
 */
final class ReaderThroughput {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PrintStream OUT = System.out;

    private final StageConfig config;
    private final int groups;

    private ReaderThroughput(StageConfig config, int groups) {
        this.config = config;
        this.groups = groups;
    }

    /** Runs the measurement and prints a line a round. */
    public static void main(String[] args) {
        int[] numbers = Stream.of(args).mapToInt(Integer::parseInt).toArray();
        Shape shape = new Shape(numbers[1], numbers[2], numbers[3], numbers[4]);
        try (LocalKafka kafka = LocalKafka.start(LocalKafkaOptions.temporary())) {
            StageConfig config =
                    new StageConfig(kafka.bootstrapServers(), "mock://throughput", "throughput.", Map.of());
            try (TopicsAdmin topics = new TopicsAdmin(config)) {
                topics.create(new TopicsAdmin.Shape(PARTITIONS, 1));
            }
            try (GroupWriter writer = new GroupWriter(config, shape, 1)) {
                writer.write(numbers[0]);
            }
            ReaderThroughput throughput = new ReaderThroughput(config, numbers[0]);
            throughput.round(0);
            double[] ratios = IntStream.rangeClosed(1, numbers[5])
                    .mapToDouble(throughput::round)
                    .sorted()
                    .toArray();
            OUT.printf(
                    "ratio: median %.2f, lowest %.2f, highest %.2f of %d rounds%n",
                    ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1], ratios.length);
        }
    }

    private double round(int round) {
        Reading first = round % 2 == 0 ? raw() : reader();
        Reading second = round % 2 == 0 ? reader() : raw();
        Reading raw = round % 2 == 0 ? first : second;
        Reading reader = round % 2 == 0 ? second : first;
        OUT.printf(
                "round %d: %.0f MB, raw %.0f MB/s, reader %.0f MB/s, ratio %.2f%n",
                round, raw.bytes / 1e6, raw.rate(), raw.bytes / 1e6 / reader.seconds, raw.seconds / reader.seconds);
        return raw.seconds / reader.seconds;
    }

    /** Bytes read and the time that took. */
    private record Reading(long bytes, double seconds) {
        double rate() {
            return bytes / 1e6 / seconds;
        }
    }

    private Reading raw() {
        long startNs = System.nanoTime();
        long bytes = 0;
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config.consumer("raw"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Stream.<Topic<?>>of(
                            config.topics().tasks(),
                            config.topics().rollouts(),
                            config.topics().advantages())
                    .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic.name(), p)))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long records = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (records > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
                    bytes += record.serializedValueSize();
                    records--;
                }
            }
        }
        return new Reading(bytes, (System.nanoTime() - startNs) / 1e9);
    }

    private Reading reader() {
        long startNs = System.nanoTime();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        int read = 0;
        try (GroupReader reader =
                GroupReader.open(config, GroupReaderOptions.of("throughput"), meters, Positions.earliest(config))) {
            while (read < groups) {
                Batch batch = reader.poll(Math.min(64, groups - read), PATIENCE);
                if (!batch.refused().isEmpty() || batch.isEmpty()) {
                    throw new IllegalStateException("refused " + batch.refused());
                }
                read += batch.groups().size();
            }
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        return new Reading(
                (long) meters.counter("rollstream_learner_reader_payload_bytes_total", "learner", "throughput")
                        .count(),
                seconds);
    }
}
