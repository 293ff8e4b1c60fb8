package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that needs a cluster, before one that is not there: it says so in time, in a sentence. Nearly all of the time is waiting,
 * so all of them wait side by side.
 */
@Timeout(120)
class UnreachableTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** These ask a registry nothing where the topics are empty. */
    private static final List<String> BROKER_ONLY =
            List.of("topics create", "topics check", "topics acls --apply", "top --once", "lag");

    private static final List<String> BOTH = List.of(
            "tasks --count 1",
            "worker --engine scripted",
            "scorer",
            "aggregator",
            "learner --checkpoints DIR/checkpoints",
            "audit",
            "doctor",
            "group x/1",
            "report --out DIR/report.html",
            "evals");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static LocalKafka kafka;

    @SuppressWarnings("NullAway.Init")
    private static Map<Trouble, String> addresses;

    private static final ExecutorService waiting = Executors.newCachedThreadPool();
    private static final Map<Arguments, Future<Said>> runs = new LinkedHashMap<>();

    /** What is wrong. */
    private enum Trouble {
        DEAD_BROKER,
        DEAD_REGISTRY,
        SILENT_REGISTRY
    }

    /** What a command said, and after what time. */
    private record Said(Cli.Result result, Duration took) {}

    @SuppressWarnings("NullAway.Init")
    private static ServerSocket silent;

    @BeforeAll
    static void start() throws IOException {
        kafka = LocalKafka.start(LocalKafkaOptions.temporary());
        Cli.run("topics", "create", "--partitions", "1", "--bootstrap-servers", kafka.bootstrapServers());
        silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        String dead = "127.0.0.1:" + closedPort();
        addresses = Map.of(
                Trouble.DEAD_BROKER,
                dead,
                Trouble.DEAD_REGISTRY,
                "http://" + dead,
                Trouble.SILENT_REGISTRY,
                "http://127.0.0.1:" + silent.getLocalPort());
        cases().forEach(run -> {
            String[] line = line((Trouble) run.get()[0], (String) run.get()[1]);
            String state = folder.resolve("state-" + runs.size()).toString();
            runs.put(run, waiting.submit(() -> say(state, line)));
        });
    }

    @AfterAll
    static void stop() throws IOException {
        waiting.shutdownNow();
        silent.close();
        kafka.close();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static Stream<Arguments> cases() {
        Stream<Arguments> broker = Stream.concat(BROKER_ONLY.stream(), BOTH.stream())
                .map(command -> Arguments.of(Trouble.DEAD_BROKER, command));
        Stream<Arguments> registry = Stream.of(Trouble.DEAD_REGISTRY, Trouble.SILENT_REGISTRY)
                .flatMap(trouble -> BOTH.stream().map(command -> Arguments.of(trouble, command)));
        return Stream.concat(broker, registry);
    }

    private static String[] line(Trouble trouble, String command) {
        String broker = trouble == Trouble.DEAD_BROKER ? addresses.get(trouble) : kafka.bootstrapServers();
        String registry = trouble == Trouble.DEAD_BROKER ? "mock://unreachable" : addresses.get(trouble);
        List<String> line = new ArrayList<>(
                Arrays.asList(command.replace("DIR", folder.toString()).split(" ")));
        line.addAll(List.of("--bootstrap-servers", broker));
        if (!command.startsWith("topics")) {
            line.addAll(List.of("--schema-registry", registry));
        }
        return line.toArray(String[]::new);
    }

    private static Said say(String state, String... line) {
        long startedNs = System.nanoTime();
        Cli.Result result = new Cli().environment("ROLLSTREAM_STATE_DIR", state).execute(line);
        return new Said(result, Duration.ofNanos(System.nanoTime() - startedNs));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void everyCommandSaysItInTime(Trouble trouble, String command) throws Exception {
        // Given
        Future<Said> run = runs.entrySet().stream()
                .filter(entry -> List.of(entry.getKey().get()).equals(List.of(trouble, command)))
                .findFirst()
                .orElseThrow()
                .getValue();

        // When
        Said said = run.get(100, TimeUnit.SECONDS);

        // Then
        assertThat(said.result.code()).as(said.result.err()).isEqualTo(Rollstream.FAILED);
        assertThat(said.result.out() + said.result.err())
                .contains(addresses.get(trouble))
                .doesNotContain("Exception: ", "\tat ");
        assertThat(said.took).isLessThan(LIMIT);
    }
}
