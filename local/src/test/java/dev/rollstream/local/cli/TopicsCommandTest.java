package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.Topics;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class TopicsCommandTest {

    @SuppressWarnings("NullAway.Init")
    private static LocalKafka kafka;

    @BeforeAll
    static void start() {
        kafka = LocalKafka.start(LocalKafkaOptions.temporary());
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void createMakesEveryTopicOnceAndCheckIsContent() {
        // When
        Cli.Result first = topics("create", "fresh.", "--partitions", "3");
        Cli.Result second = topics("create", "fresh.", "--partitions", "5");
        Cli.Result check = topics("check", "fresh.");

        // Then
        assertThat(first.code()).isZero();
        assertThat(first.lines()).hasSize(new Topics("fresh.").all().size()).allMatch(line -> line.startsWith("made"));
        assertThat(second.code()).isZero();
        assertThat(second.lines()).allMatch(line -> line.startsWith("exists"));
        assertThat(check.code()).as(check.out()).isZero();
        assertThat(check.out()).contains("3 partitions each").doesNotContain("VIOLATION");
    }

    @Test
    void aclsPrintsRightsAndSaysWhereNoneAreChecked() {
        // When
        Cli.Result printed = topics("acls", "lab.", "--principal", "worker=User:CN=gpus");
        Cli.Result applied = topics("acls", "lab.", "--apply");

        // Then
        assertThat(printed.code()).isZero();
        assertThat(printed.lines())
                .anyMatch(line -> line.matches("User:CN=gpus +READ +TOPIC +LITERAL +lab.tasks"))
                .noneMatch(line -> line.startsWith("User:CN=gpus") && line.endsWith("lab.answer-keys"));
        assertThat(applied.code()).isEqualTo(Rollstream.FAILED);
        assertThat(applied.err()).contains("authorizer.class.name");
    }

    @Test
    void dryRunMakesNothing() {
        // When
        Cli.Result dry = topics("create", "dry.", "--dry-run");
        Cli.Result check = topics("check", "dry.");

        // Then
        assertThat(dry.lines()).allMatch(line -> line.startsWith("would make"));
        assertThat(check.code()).isEqualTo(Rollstream.FAILED);
        assertThat(check.out()).contains("missing dry.tasks", "rollstream topics create");
    }

    @Test
    void checkNamesAnAlteredSettingAndTheWayOut() throws Exception {
        // Given
        topics("create", "altered.");
        ConfigResource rollouts = new ConfigResource(ConfigResource.Type.TOPIC, "altered.rollouts");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            rollouts,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "CreateTime"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }

        // When
        Cli.Result check =
                await().atMost(PATIENCE).until(() -> topics("check", "altered."), result -> result.code() != 0);

        // Then
        assertThat(check.code()).isEqualTo(Rollstream.FAILED);
        assertThat(check.lines())
                .filteredOn(line -> line.startsWith("VIOLATION"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("altered.rollouts", "CreateTime", "LogAppendTime");
    }

    @Test
    void unreachableBrokerIsNamedInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // Given
            String address = "127.0.0.1:" + silent.getLocalPort();
            long startedNs = System.nanoTime();

            // When
            Cli.Result result = Cli.run("topics", "check", "--bootstrap-servers", address);

            // Then
            assertThat(result.code()).isEqualTo(Rollstream.FAILED);
            assertThat(result.err())
                    .contains(address, "--bootstrap-servers")
                    .startsWith("rollstream: ")
                    .doesNotContain("Exception");
            assertThat(Duration.ofNanos(System.nanoTime() - startedNs)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void unresolvableHostIsNamed() {
        // When
        Cli.Result result = Cli.run("topics", "check", "--bootstrap-servers", "no-such-host.invalid:9092");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.err()).contains("no-such-host.invalid:9092").doesNotContain("Exception");
    }

    @Test
    void settingsFileSuppliesTheAddress(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(
                directory.resolve("client.properties"), "bootstrap.servers=" + kafka.bootstrapServers() + "\n");

        // When
        Cli.Result result = Cli.run("topics", "create", "--prefix", "filed.", "--config", file.toString());

        // Then
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("filed.tasks");
    }

    @ParameterizedTest
    @CsvSource({
        "security.protocol=BOGUS, BOGUS",
        "security.protocol=SSL ssl.truststore.location=/no/such.jks, /no/such.jks",
        "sasl.mechanism=PLAIN security.protocol=SASL_PLAINTEXT, JAAS",
    })
    void settingThatIsNotUsableIsNamed(String settings, String named, @TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("client.properties"), settings.replace(' ', '\n'));

        // When
        List<Cli.Result> results = Stream.of("topics check", "scorer --schema-registry mock://settings")
                .map(command -> new Cli()
                        .environment("ROLLSTREAM_STATE_DIR", directory.toString())
                        .execute((command + " --bootstrap-servers " + kafka.bootstrapServers() + " --config " + file)
                                .split(" ")))
                .toList();

        // Then
        assertThat(results).allSatisfy(result -> {
            assertThat(result.code()).isEqualTo(Rollstream.FAILED);
            assertThat(result.err())
                    .startsWith("rollstream: ")
                    .contains(named, "--config")
                    .hasLineCount(1);
        });
    }

    @Test
    void missingSettingsFileAndIllegalPrefixAreNamed() {
        // When
        Cli.Result file = Cli.run("topics", "check", "--config", "/no/such.properties");
        Cli.Result prefix = Cli.run("topics", "check", "--prefix", "a b");
        Cli.Result partitions = Cli.run("topics", "create", "--partitions", "0");

        // Then
        assertThat(file.code()).isEqualTo(Rollstream.FAILED);
        assertThat(file.err()).contains("/no/such.properties");
        assertThat(prefix.code()).isEqualTo(Rollstream.USAGE);
        assertThat(prefix.err()).contains("'a b'");
        assertThat(partitions.code()).isEqualTo(Rollstream.USAGE);
        assertThat(partitions.err()).contains("at least 1");
    }

    private static Cli.Result topics(String command, String prefix, String... more) {
        String[] args = new String[more.length + 6];
        System.arraycopy(
                new String[] {"topics", command, "--bootstrap-servers", kafka.bootstrapServers(), "--prefix", prefix},
                0,
                args,
                0,
                6);
        System.arraycopy(more, 0, args, 6, more.length);
        return Cli.run(args);
    }
}
