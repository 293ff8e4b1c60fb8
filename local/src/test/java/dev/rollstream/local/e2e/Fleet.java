package dev.rollstream.local.e2e;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import dev.rollstream.scorer.verifier.VerifierBudget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Utils;

/**
 * Scorers and aggregators by name, {@code scorer-0} say, each as if in a process of its own: with its own state folder and a
 * registry client that knows nothing at the start.
 */
final class Fleet implements AutoCloseable {
    /** How long a rollout waits for its key: a few rounds of the load's stories. */
    static final Duration PARK_TIME = Duration.ofSeconds(10);

    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    private static final ScorerOptions SCORER =
            new ScorerOptions(64, Duration.ofHours(1), PARK_TIME, 64L << 20, VerifierBudget.DEFAULT);

    private record Running(Stage stage, RegistryClient registry) {
        void close() {
            stage.close();
            registry.close();
        }
    }

    private final StageConfig config;
    private final Path folder;
    private final Map<String, Running> running = new HashMap<>();

    Fleet(StageConfig config, Path folder) {
        this.config = config;
        this.folder = folder;
    }

    /** Starts stages and waits until each does its work. */
    void start(String... names) {
        List.of(names).forEach(this::launch);
        awaitReady(names);
    }

    /** Starts a stage. */
    Stage launch(String name) {
        RegistryClient registry = RegistryClients.create(config.registry());
        Stages stages = new Stages(config, registry, new SimpleMeterRegistry());
        StreamsOptions options = new StreamsOptions(folder.resolve(name), 1, COMMIT_INTERVAL, true);
        Stage stage = name.startsWith("scorer") ? stages.scorer(options, SCORER) : stages.aggregator(options);
        running.put(name, new Running(stage, registry));
        stage.start();
        return stage;
    }

    Stage stage(String name) {
        return Objects.requireNonNull(running.get(name)).stage();
    }

    void awaitReady(String... names) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (String name : names) {
                assertThat(stage(name).health().failure()).as(name).isEmpty();
                assertThat(stage(name).health().obstacles()).as(name).isEmpty();
            }
        });
    }

    void stop(String... names) {
        List.of(names)
                .forEach(name -> Objects.requireNonNull(running.remove(name)).close());
    }

    /** Ends a stage and starts it again on its state. */
    void restart(String name) {
        stop(name);
        start(name);
    }

    /** Ends a stage and starts it again on another machine, so to say: its state is gone. */
    void move(String name) {
        stop(name);
        try {
            Utils.delete(folder.resolve(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(name);
    }

    /** Fails if a stage has given up. */
    void requireAlive() {
        running.forEach((name, one) ->
                assertThat(one.stage().health().failure()).as(name).isEmpty());
    }

    @Override
    public void close() {
        running.values().forEach(Running::close);
        running.clear();
    }
}
