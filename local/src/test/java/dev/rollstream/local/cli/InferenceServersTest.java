package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.local.doctor.ClusterDoctor;
import dev.rollstream.local.doctor.DoctorLine;
import dev.rollstream.runtime.StageConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inference servers in the stream, and what the doctor says of all that it runs on. */
@Timeout(180)
class InferenceServersTest {

    @SuppressWarnings("NullAway.Init")
    private static StreamCli stream;

    @BeforeAll
    static void start() {
        stream = StreamCli.start("gpu.", 2);
    }

    @AfterAll
    static void stop() {
        stream.close();
    }

    @Test
    void aWorkerCarriesGroupsPastFaultyServersToAuditedAdvantages(@TempDir Path folder) throws Exception {
        try (ScriptedServer faulty = new ScriptedServer(ScriptedServer.Fault.values());
                ScriptedServer dying = new ScriptedServer()) {
            // Given
            List<BackgroundCli> stages = new ArrayList<>();
            stages.add(stream.background(
                    "scorer", "--state-dir", folder.resolve("s").toString(), "--threads", "1"));
            stages.add(stream.background(
                    "aggregator", "--state-dir", folder.resolve("a").toString(), "--threads", "1"));
            stages.add(stream.background(
                    "worker", "--engine", "openai", "--engine-url", faulty.url() + "," + dying.url()));
            await().atMost(PATIENCE)
                    .until(() -> stages.stream().allMatch(stage -> stage.err().contains("metrics at")));

            // When
            CompletableFuture<Cli.Result> tasks = CompletableFuture.supplyAsync(
                    () -> stream.run("tasks", "--run", "lab", "--count", "16", "--group-size", "4"));
            await().atMost(PATIENCE).until(() -> dying.completions() >= 8);
            dying.close();
            Cli.Result done = tasks.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            Cli.Result audit = stream.run("audit");
            String metrics = stages.get(2).get("/metrics");
            stages.forEach(BackgroundCli::interrupt);

            // Then
            assertThat(done.code()).as(done.err()).isZero();
            assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
            assertThat(failures(metrics))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("REFUSED", 1, "MISSING", 1, "NUMBERS", 2, "OVERSIZE", 1));
            for (BackgroundCli stage : stages) {
                assertThat(stage.awaitCode(PATIENCE)).as(stage.err()).isZero();
            }
        }
    }

    /** The worker's failed members by reason. */
    private static Map<String, Integer> failures(String metrics) {
        Map<String, Integer> counts = new HashMap<>();
        Matcher lines = Pattern.compile("rollstream_worker_failures_total\\{[^}]*reason=\"(\\w+)\"[^}]*} ([0-9.]+)")
                .matcher(metrics);
        while (lines.find()) {
            counts.merge(lines.group(1), (int) Double.parseDouble(lines.group(2)), Integer::sum);
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    @Test
    void theDoctorFindsNothingWrongWithAStackThatIsFit() throws Exception {
        // When
        Cli.Result result = stream.run("doctor", "--json", "-");

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("ok").asBoolean()).isTrue();
        assertThat(json.path("checks"))
                .extracting(check -> check.path("name").asText())
                .contains(
                        "share groups",
                        "transactions",
                        "clock",
                        "broker time on inputs",
                        "schemas",
                        "compatibility level");
        assertThat(result.err()).contains("OK      transactions", "OK      clock", "Kafka 4.");
        assertThat(stream.run("topics", "check").out()).doesNotContain("doctor-");
    }

    @Test
    void theDoctorNamesWhatIsMissing() {
        // When
        Cli.Result result = stream.under("nowhere.").run("doctor");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.out()).contains("FAILED  topics exist", "topics create", "OK      schemas");
    }

    @Test
    void whatCannotBeReachedDoesNotKeepTheDoctorFromTheRest(@TempDir Path folder) throws Exception {
        // Given
        int closed = closedPort();
        Path impatient = Files.writeString(folder.resolve("kafka.properties"), "default.api.timeout.ms=2000\n");

        long startedNs = System.nanoTime();

        // When
        Cli.Result noRegistry = Cli.run(
                "doctor",
                "--bootstrap-servers",
                stream.stack().kafka().bootstrapServers(),
                "--prefix",
                "gpu.",
                "--schema-registry",
                "http://127.0.0.1:" + closed);
        Cli.Result noBroker = Cli.run(
                "doctor",
                "--bootstrap-servers",
                "127.0.0.1:" + closed,
                "--schema-registry",
                stream.stack().registryUrl(),
                "--config",
                impatient.toString());

        // Then
        assertThat(noRegistry.code()).isEqualTo(Rollstream.FAILED);
        assertThat(noRegistry.out()).contains("OK      transactions", "FAILED  reachable", "--schema-registry");
        assertThat(noBroker.code()).isEqualTo(Rollstream.FAILED);
        assertThat(noBroker.out())
                .contains("FAILED  reachable", "OK      schemas")
                .doesNotContain("Exception");
        assertThat(Duration.ofNanos(System.nanoTime() - startedNs)).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void transactionsThatTheClusterRefusesAreFound(@TempDir Path folder) throws Exception {
        // Given
        Path settings = Files.writeString(folder.resolve("kafka.properties"), "transaction.timeout.ms=86400000\n");

        // When
        Cli.Result result = stream.run("doctor", "--config", settings.toString());

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.out()).contains("FAILED  transactions");
    }

    @Test
    void aClockThatIsOffIsFound() {
        // Given
        StageConfig config = new StageConfig(
                stream.stack().kafka().bootstrapServers(), stream.stack().registryUrl(), "gpu.", Map.of());

        // When
        List<DoctorLine> lines = new ClusterDoctor(config, () -> System.currentTimeMillis() + 60_000).examine();

        // Then
        assertThat(lines).filteredOn(DoctorLine::isFailure).singleElement().satisfies(line -> {
            assertThat(line.name()).isEqualTo("clock");
            assertThat(line.detail()).contains("ms ahead of the broker's");
        });
    }

    @Test
    void aServerThatIsNotThereFailsItsDoctor() throws Exception {
        // Given
        String url = "http://127.0.0.1:" + closedPort();

        // When
        Cli.Result result = Cli.run("doctor", "--engine", url, "--json", "-");
        Cli.Result wrong = Cli.run("doctor", "--engine", url, "--try-weights", "file:///w/1");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        JsonNode check =
                new ObjectMapper().readTree(result.out()).path("checks").path(0);
        assertThat(check.path("subject").asText()).isEqualTo(url + "/v1");
        assertThat(check.path("verdict").asText()).isEqualTo("FAILED");
        assertThat(wrong.code()).isEqualTo(Rollstream.USAGE);
        assertThat(wrong.err()).contains("takes two sets of weights");
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
