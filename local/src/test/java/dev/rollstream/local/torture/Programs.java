package dev.rollstream.local.torture;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.local.cli.Rollstream;
import dev.rollstream.runtime.StageConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The stages of a stream, each a process of its own: two scorers, two aggregators, two workers, a learner and a task producer. */
final class Programs implements AutoCloseable {
    static final String LEARNER = "learner";
    static final String TASKS = "tasks";

    /** Run of the task producer. The load has one of its own. */
    static final String RUN = "torture";

    static final int BATCH = 4;

    private static final int STREAMS_MIB = 192;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final StageConfig config;
    private final Path folder;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    /** Programs that do not run yet. */
    Programs(StageConfig config, Path folder, Torture.Plan plan) {
        this.config = config;
        this.folder = folder;
        for (int i = 0; i < 2; i++) {
            addStreams("scorer-" + i, plan.scorers(), "scorer", "--park-time", Mutant.PARK_TIME.toSeconds() + "s");
            addStreams("aggregator-" + i, Mutant.NONE, "aggregator");
        }
        for (int i = 0; i < 2; i++) {
            add("worker-" + i, 384, "worker", "--engine", "builtin", "--concurrency", "2", "--id", "worker-" + i);
        }
        String checkpoints = folder.resolve("checkpoints").toString();
        add(
                LEARNER,
                512,
                "learner",
                "--checkpoints",
                checkpoints,
                "--batch",
                Integer.toString(BATCH),
                "--practice-steps",
                "2",
                "--imitation-steps",
                "10",
                "--max-staleness",
                "1000");
        add(
                TASKS,
                384,
                "tasks",
                "--course",
                "laptop",
                "--run",
                RUN,
                "--seed",
                Long.toString(plan.seed()),
                "--group-size",
                "4",
                "--ttl",
                "30m",
                "--max-tokens",
                "18",
                "--learner",
                LEARNER,
                "--max-ahead",
                Integer.toString(4 * BATCH));
    }

    private void addStreams(String name, Mutant kind, String... stage) {
        if (kind == Mutant.NONE) {
            List<String> arguments = new ArrayList<>(List.of(stage));
            arguments.addAll(
                    List.of("--threads", "1", "--state-dir", stateOf(name).toString()));
            add(name, STREAMS_MIB, arguments.toArray(String[]::new));
        } else {
            int port = Brokers.freePorts(1).get(0);
            add(name, STREAMS_MIB, port, kind.program(config, stateOf(name), port));
        }
    }

    private void add(String name, int heapMib, String... arguments) {
        int port = Brokers.freePorts(1).get(0);
        List<String> program = new ArrayList<>(List.of(Rollstream.class.getName()));
        program.addAll(List.of(arguments));
        program.addAll(List.of("--bootstrap-servers", config.bootstrapServers()));
        program.addAll(List.of("--schema-registry", config.schemaRegistry()));
        program.addAll(List.of("--prefix", config.prefix(), "--http-port", Integer.toString(port)));
        add(name, heapMib, port, program);
    }

    private void add(String name, int heapMib, int port, List<String> program) {
        ports.put(name, port);
        children.put(name, new Child(name, List.of("-Xmx" + heapMib + "m"), program, folder.resolve(name + ".log")));
    }

    /** The folder of a stage's local state. */
    Path stateOf(String name) {
        return folder.resolve("state-" + name);
    }

    Collection<Child> all() {
        return children.values();
    }

    Child get(String name) {
        return Objects.requireNonNull(children.get(name), name);
    }

    /** Waits until each program says that it does its work; one that gave up is an error. */
    void awaitReady(Collection<Child> programs) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            for (Child program : programs) {
                requireAlive(program);
                assertThat(isReady(program)).as(program.name() + " is ready").isTrue();
            }
        });
    }

    private void requireAlive(Child program) {
        if (!program.isAlive()) {
            throw new IllegalStateException(program.name() + " gave up:\n" + tail(program.log()));
        }
    }

    private boolean isReady(Child program) {
        URI uri = URI.create("http://127.0.0.1:" + ports.get(program.name()) + "/readyz");
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(uri)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The last words of a program. */
    static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        children.values().forEach(Child::close);
    }
}
