package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.lag.GroupKind;
import dev.rollstream.local.lag.LagReader;
import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LagReport.InputLag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stage stops under load and comes back: what rises, and that it drains. */
@Timeout(180)
class LagStreamTest {
    private static final String GROUPS = "40";
    private static final long ROLLOUTS = 8 * 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private StreamCli stream;
    private RegistryClient registry;
    private LagReader lag;
    private final List<BackgroundCli> running = new ArrayList<>();

    @BeforeEach
    void start() {
        stream = StreamCli.start("lag.", 2);
        registry = RegistryClients.create(stream.stack().config().registry());
        lag = new LagReader(stream.stack().config(), registry, System::currentTimeMillis);
    }

    @AfterEach
    void stop() throws Exception {
        running.forEach(BackgroundCli::interrupt);
        for (BackgroundCli command : running) {
            command.awaitCode(PATIENCE);
        }
        lag.close();
        registry.close();
        stream.close();
    }

    @Test
    void lagAndAgeRiseWhileTheScorerIsAwayAndDrainWhenItIsBack() throws Exception {
        // Given: everything but a scorer
        background("aggregator", "--state-dir", folder.resolve("a").toString(), "--threads", "1");
        background("worker", "--engine", "scripted");
        BackgroundCli exporter = background("lag", "--export", "--http-port", "0", "--watch", "200ms");
        BackgroundCli tasks = background("tasks", "--count", GROUPS, "--seed", "3");

        // When
        await().atMost(PATIENCE).untilAsserted(() -> {
            InputLag rollouts = input("scorer", "rollouts");
            assertThat(rollouts.records()).isEqualTo(ROLLOUTS);
            assertThat(rollouts.ageMs().orElse(0)).isGreaterThan(2_000);
            assertThat(input("worker", "tasks").records()).isZero();
        });
        Cli.Result shown = stream.run("lag", "--partitions", "--json", "-");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scraped(exporter, "stage=\"scorer\",topic=\"lag.rollouts\""))
                        .isEqualTo((double) ROLLOUTS));
        background("scorer", "--state-dir", folder.resolve("s").toString(), "--threads", "1");
        int made = tasks.awaitCode(PATIENCE);

        // Then
        assertThat(made).as(tasks.err()).isZero();
        JsonNode rollouts = inputOf(shown.out(), "scorer", "lag.rollouts");
        assertThat(rollouts.path("kind").textValue()).isEqualTo("none");
        assertThat(rollouts.path("lag").longValue()).isEqualTo(ROLLOUTS);
        assertThat(rollouts.path("age_s").doubleValue()).isGreaterThan(2);
        assertThat(inputOf(shown.out(), "worker", "lag.tasks").path("kind").textValue())
                .isEqualTo("share");
        assertThat(shown.err().lines())
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.contains("NEVER RUN"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(lag.look().inputs())
                    .allSatisfy(input ->
                            assertThat(input.records()).as(input.toString()).isZero());
            assertThat(input("scorer", "rollouts").kind()).isEqualTo(GroupKind.CONSUMER);
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scraped(exporter, "stage=\"scorer\",topic=\"lag.rollouts\""))
                        .isZero());
    }

    @Test
    void anOpenTransactionIsSeenToHoldBackWhatComesBehindIt() {
        // Given
        Map<String, Object> settings =
                new HashMap<>(stream.stack().config().transactionalProducer("holder", "lag.holder"));
        String topic = stream.stack().config().topics().rewards().name();
        try (KafkaProducer<byte[], byte[]> holder =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            holder.initTransactions();
            holder.beginTransaction();
            holder.send(new ProducerRecord<>(topic, 0, null, new byte[] {1}));
            holder.flush();

            // When
            LagReport held = lag.look();
            holder.abortTransaction();

            // Then
            assertThat(held.held()).singleElement().satisfies(hold -> {
                assertThat(hold.topic()).isEqualTo(topic);
                assertThat(hold.records()).isEqualTo(1);
                assertThat(hold.forMs()).isPresent();
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lag.look().held()).isEmpty());
        }
    }

    private InputLag input(String stage, String topic) {
        return lag.look().inputs().stream()
                .filter(input -> input.stage().equals(stage) && input.topic().equals("lag." + topic))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode inputOf(String json, String stage, String topic) throws Exception {
        for (JsonNode input : new ObjectMapper().readTree(json).path("inputs")) {
            if (input.path("stage").textValue().equals(stage)
                    && input.path("topic").textValue().equals(topic)) {
                return input;
            }
        }
        throw new AssertionError("no line for " + stage + " on " + topic + " in " + json);
    }

    /** The gauge of records with these labels. */
    private static double scraped(BackgroundCli exporter, String labels) throws Exception {
        return exporter.get("/metrics")
                .lines()
                .filter(line -> line.startsWith("rollstream_lag_records{") && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    private BackgroundCli background(String... args) {
        BackgroundCli command = stream.background(args);
        running.add(command);
        return command;
    }
}
