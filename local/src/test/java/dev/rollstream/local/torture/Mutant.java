package dev.rollstream.local.torture;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.runtime.OpsServer;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What a scorer is like that breaks a promise, to show that the oracle notices. */
enum Mutant {
    /** A sound one. */
    NONE,
    /** Its transactions are off: what it wrote before it was killed, it writes again. */
    AT_LEAST_ONCE,
    /** It scores every rollout of a slot, not the first alone. */
    SLOTS_UNCHECKED;

    /** How long a rollout waits for its key: longer than a fault lasts. */
    static final Duration PARK_TIME = Duration.ofSeconds(60);

    /** Rarer than production's, so that a scorer is killed with something uncommitted. */
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(5);

    /** The arguments of {@link #main}. */
    List<String> program(StageConfig config, Path state, int port) {
        return List.of(
                Mutant.class.getName(),
                name(),
                config.bootstrapServers(),
                config.schemaRegistry(),
                config.prefix(),
                state.toString(),
                Integer.toString(port));
    }

    /** Runs such a scorer until it is ended. */
    public static void main(String[] args) throws InterruptedException {
        Mutant kind = valueOf(args[0]);
        StageConfig config = new StageConfig(args[1], args[2], args[3], Map.of());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        StreamsOptions streams = new StreamsOptions(Path.of(args[4]), 1, COMMIT_INTERVAL, kind != AT_LEAST_ONCE);
        ScorerOptions sound = ScorerOptions.DEFAULT;
        ScorerOptions options = new ScorerOptions(
                sound.maxGroupSize(),
                sound.maxTtl(),
                PARK_TIME,
                sound.parkBytes(),
                sound.verifierBudget(),
                kind != SLOTS_UNCHECKED);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[5]));
        try (RegistryClient registry = RegistryClients.create(config.registry());
                Stage scorer = new Stages(config, registry, meters).scorer(streams, options);
                OpsServer operations = new OpsServer(address, scorer.health(), meters)) {
            scorer.start();
            ended.await();
        }
    }
}
