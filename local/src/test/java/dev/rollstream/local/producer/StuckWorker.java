package dev.rollstream.local.producer;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.cli.Jvm;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker as a process that begins to generate, says so, and never ends. */
final class StuckWorker {
    private StuckWorker() {}

    /** Starts one. */
    static Process launch(TestStream stream, Path generating, Path log) throws IOException {
        List<String> program = List.of(
                StuckWorker.class.getName(),
                stream.config().bootstrapServers(),
                stream.registryUrl(),
                stream.config().prefix(),
                generating.toString());
        return new ProcessBuilder(Jvm.command(List.of(), program))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /**
     * Takes a task and keeps it.
     *
     * @param args bootstrap servers, registry, prefix, and the file that is made when it generates
     */
    public static void main(String[] args) throws InterruptedException {
        StageConfig config = new StageConfig(args[0], args[1], args[2], Map.of());
        Path generating = Path.of(args[3]);
        try (RegistryClient registry = RegistryClients.create(config.registry());
                RolloutWorkerStage worker = new RolloutWorkerStage(
                        RolloutWorkerOptions.of("stuck").withConcurrency(1),
                        Engines.of((request, done) -> {
                            touch(generating);
                            new CountDownLatch(1).await();
                        }),
                        config,
                        registry,
                        new SimpleMeterRegistry())) {
            worker.start();
            new CountDownLatch(1).await();
        }
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
