package dev.rollstream.local.cli;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.runtime.OpsServer;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.metrics.StageMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One stage as a process: it runs until somebody stops it (Ctrl-C, SIGTERM), until its work is done, or until it fails.
 *
 * @param console where news go
 * @param config how the stage reaches the cluster
 * @param address where it answers operators
 */
record StageRun(Console console, StageConfig config, InetSocketAddress address) {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Longer than any stage takes to stop, and half of what Kubernetes gives it. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /**
     * Runs it to its end.
     *
     * @param making makes the stage; called once the registry has answered
     * @return the exit code of a run that did not fail
     * @throws StageException if the stage cannot start, or fails
     */
    int run(Function<Stages, Stage> making) {
        return run(making, stage -> {});
    }

    /**
     * Runs it to its end, and tells of it then.
     *
     * @param making makes the stage; called once the registry has answered
     * @param telling called when the stage has ended without a failure
     * @return the exit code of a run that did not fail
     * @throws StageException if the stage cannot start, or fails
     */
    <S extends Stage> int run(Function<Stages, S> making, Consumer<S> telling) {
        PrometheusMeterRegistry meters = newMeters();
        try (Shutdown shutdown = Shutdown.listen(GRACE);
                JvmGcMetrics pauses = new JvmGcMetrics();
                RegistryClient registry = RegistryClients.create(config.registry())) {
            pauses.bindTo(meters);
            registry.subjects();
            try (S stage = observed(making.apply(new Stages(config, registry, meters)), meters);
                    OpsServer operations = new OpsServer(address, stage.health(), meters)) {
                stage.start();
                console.say(stage.name() + " works on " + config.bootstrapServers() + ", topics " + config.prefix()
                        + "*; metrics at http://" + operations.address().getHostString() + ":"
                        + operations.address().getPort() + "/metrics; Ctrl-C stops it");
                awaitEnd(stage, shutdown);
                telling.accept(stage);
            }
        } finally {
            meters.close();
        }
        return Rollstream.OK;
    }

    private void awaitEnd(Stage stage, Shutdown shutdown) {
        boolean stopped = false;
        while (!stopped && !stage.health().hasEnded()) {
            stopped = shutdown.await(LOOK);
        }
        stage.health().failure().ifPresent(why -> {
            throw new StageException(why);
        });
        console.say(stage.name() + (stopped ? " stops" : " is done"));
    }

    private static <S extends Stage> S observed(S stage, PrometheusMeterRegistry meters) {
        StageMetrics.show(meters, stage.name(), stage.health());
        return stage;
    }

    private static PrometheusMeterRegistry newMeters() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        return meters;
    }
}
