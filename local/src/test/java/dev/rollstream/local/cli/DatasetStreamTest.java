package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.learner.ReadingLearner;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.PassedOver;
import dev.rollstream.local.cli.MeasuredScores.Subject;
import dev.rollstream.local.cli.MeasuredScores.Sums;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sets of mathematics through the whole stream, trained on and measured at the same time, as a user does it. */
@Timeout(180)
class DatasetStreamTest {
    private static final int ROWS = 24;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private StreamCli stream;
    private RegistryClient registry;
    private final List<BackgroundCli> stages = new ArrayList<>();

    @BeforeEach
    void start() {
        stream = StreamCli.start("sets.", 2);
        registry = RegistryClients.create(stream.stack().config().registry());
        stages.add(
                stream.background("scorer", "--state-dir", folder.resolve("s").toString(), "--threads", "1"));
        stages.add(stream.background(
                "aggregator", "--state-dir", folder.resolve("a").toString(), "--threads", "1"));
        stages.add(stream.background("worker", "--engine", "scripted"));
        await().atMost(PATIENCE)
                .until(() -> stages.stream().allMatch(stage -> stage.err().contains("metrics at")));
    }

    @AfterEach
    void stop() throws Exception {
        stages.forEach(BackgroundCli::interrupt);
        for (BackgroundCli stage : stages) {
            stage.awaitCode(PATIENCE);
        }
        registry.close();
        stream.close();
    }

    @Test
    void setsAreTrainedOnAndMeasuredSideBySide() throws Exception {
        // Given
        Path lines = folder.resolve("sums.jsonl");
        Files.writeString(lines, sums() + "{\"question\": \"no answer\"}\n");
        Cli.Result converted =
                Cli.run("pretext", "--dataset", lines.toString(), "--format", "parquet", "--out", path("table"));
        ReadingLearner learner = new Stages(stream.stack().config(), registry, new SimpleMeterRegistry())
                .readingLearner(GroupReaderOptions.of("learner"), 4);
        learner.start();

        // When
        publish(1);
        BackgroundCli training =
                stream.background("tasks", "--dataset", path("table"), "--verifier", "math-exact", "--epochs", "2");
        List<Cli.Result> runs = new ArrayList<>(List.of(converted));
        runs.add(evaluate(lines, "1", "--run", "first"));
        publish(2);
        runs.add(evaluate(lines, "2", "--run", "second"));
        runs.add(evaluate(lines, "2", "--dataset-name", "sums-x4", "--group-size", "4", "--count", "9"));
        int trained = training.awaitCode(PATIENCE);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(learner.totals().groups()).isEqualTo(2L * ROWS));
        learner.close();
        Cli.Result shown = stream.run("evals", "--json", path("evals.json"));
        Cli.Result audit = stream.run("audit");
        Cli.Result report = stream.run("report", "--out", path("report.html"), "--metrics", path("metrics.jsonl"));

        // Then
        assertThat(runs)
                .allSatisfy(result -> assertThat(result.code()).as(result.err()).isZero());
        assertThat(runs.get(1).err()).contains("24 groups made, 1 samples skipped: {row-incomplete=1}");
        assertThat(trained).as(training.err()).isZero();
        assertThat(List.of(shown.code(), audit.code(), report.code()))
                .as(shown.err() + audit.out() + report.err())
                .containsOnly(0);
        assertThat(learner.totals().passedOver())
                .as("no evaluation is trained on")
                .isEqualTo(Map.of(PassedOver.EVALUATION, 2L * ROWS + 9));
        Map<Subject, Sums> measured = MeasuredScores.of(stream.stack().config());
        assertThat(measured).hasSize(2 * 2 + 2);
        assertThat(rows(Files.readString(folder.resolve("evals.json")))).isEqualTo(measured.keySet());
        assertSame(new ObjectMapper().readTree(Files.readString(folder.resolve("evals.json"))), measured);
        assertThat(shown.out()).contains("versions of policy default", "sums-x4", "@4");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("every evaluated version", "sums-x4");
        assertThat(Files.readAllLines(folder.resolve("metrics.jsonl")).stream()
                        .filter(line -> line.contains("\"kind\":\"eval\"")))
                .hasSize(measured.size());
    }

    /** Half of them additions, half subtractions. */
    private static String sums() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            boolean plus = i % 2 == 0;
            lines.append(String.format(
                    "{\"question\": \"%d %s 7?\", \"answer\": %d, \"data_source\": \"%s\"}%n",
                    100 + i, plus ? "+" : "-", plus ? 107 + i : 93 + i, plus ? "addition" : "subtraction"));
        }
        return lines.toString();
    }

    private Cli.Result evaluate(Path lines, String version, String... more) {
        List<String> words = new ArrayList<>(
                List.of("tasks", "--purpose", "eval", "--dataset", lines.toString(), "--verifier", "math-exact"));
        words.addAll(List.of("--min-policy-version", version));
        words.addAll(Arrays.asList(more));
        return stream.run(words.toArray(String[]::new));
    }

    private static Set<Subject> rows(String json) throws Exception {
        Set<Subject> rows = new HashSet<>();
        for (JsonNode row : new ObjectMapper().readTree(json).path("rows")) {
            rows.add(subject(row));
        }
        return rows;
    }

    private static Subject subject(JsonNode row) {
        assertThat(row.path("version_from")).isEqualTo(row.path("version_to"));
        return new Subject(
                row.path("dataset").textValue(),
                row.path("task").textValue(),
                row.path("version_from").longValue());
    }

    private static void assertSame(JsonNode shown, Map<Subject, Sums> measured) {
        for (JsonNode row : shown.path("rows")) {
            Sums sums = measured.get(subject(row));
            assertThat(row.path("groups").intValue()).isEqualTo(sums.groups());
            assertThat(row.path("completions").intValue()).isEqualTo(sums.completions());
            assertThat(row.path("lost").intValue()).isZero();
            assertClose(row.path("accuracy").path("value"), sums.accuracy() / sums.groups());
            assertClose(row.path("format"), sums.format() / sums.completions());
            assertClose(row.path("reward"), sums.reward() / sums.completions());
            int size = sums.completions() / sums.groups();
            JsonNode passAt = row.path("pass_at").path(Integer.toString(size));
            assertClose(passAt.path("value"), sums.anyRight() / sums.groups());
            assertThat(passAt.path("low").doubleValue())
                    .isLessThanOrEqualTo(passAt.path("value").doubleValue());
        }
    }

    private static void assertClose(JsonNode shown, double counted) {
        assertThat(shown.isNumber()).isTrue();
        assertThat(shown.doubleValue()).isCloseTo(counted, within(1e-9));
    }

    private void publish(long version) throws Exception {
        StageConfig config = stream.stack().config();
        PolicyVersion policy = PolicyVersion.newBuilder()
                .setPolicyId("default")
                .setVersion(version)
                .build();
        String topic = config.topics().policies().name();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                config.producer("test-policies"), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = new AvroSerializer<PolicyVersion>(registry).serialize(topic, policy);
            producer.send(new ProducerRecord<>(topic, "default".getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
