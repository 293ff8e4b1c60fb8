package dev.rollstream.local.cli;

import dev.rollstream.avro.Topics;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.cluster.PortTakenException;
import dev.rollstream.runtime.StageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A broker and a schema registry on this machine, until stopped. */
@Command(
        name = "up",
        description =
                "Serves a Kafka broker, a schema registry and the stream's topics on 127.0.0.1 until stopped (Ctrl-C).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream up",
            "  rollstream up --data-dir ~/rollstream-data      keeps everything across restarts",
            "  rollstream up --kafka-port 19092 --registry-port 18081"
        })
final class UpCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int KAFKA_PORT = 9092;
    private static final int REGISTRY_PORT = 8081;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "" + KAFKA_PORT,
            description = "Port of the broker; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "" + REGISTRY_PORT,
            description = "Port of the schema registry; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int registryPort;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keeps the data in this folder; without it, the data is deleted at the end.")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = Topics.DEFAULT_PREFIX,
            description = "What the topics begin with (default: ${DEFAULT-VALUE}).")
    private String prefix = Topics.DEFAULT_PREFIX;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "Partitions of the topics joined by group id, where they are made (default: ${DEFAULT-VALUE}).")
    private int partitions;

    UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LocalStack.Options options = Usage.check(spec, this::options);
        try (Shutdown shutdown = Shutdown.listen();
                LocalStack stack = start(options)) {
            describe(stack);
            serve(stack, shutdown);
        }
        console.say("stopped");
        return Rollstream.OK;
    }

    private LocalStack.Options options() {
        LocalKafkaOptions kafka = LocalKafkaOptions.temporary().onPort(kafkaPort);
        return new LocalStack.Options(
                dataDirectory == null ? kafka : kafka.keptIn(dataDirectory), registryPort, prefix, partitions);
    }

    private LocalStack start(LocalStack.Options options) {
        try {
            return LocalStack.start(options);
        } catch (PortTakenException e) {
            String option = e.port() == kafkaPort ? "--kafka-port" : "--registry-port";
            throw new StageException(e.getMessage() + "; stop that one, or choose another port with " + option, e);
        }
    }

    private void describe(LocalStack stack) {
        console.print("Kafka broker     " + stack.kafka().bootstrapServers());
        console.print("Schema registry  " + stack.registryUrl());
        console.print("Topics           " + prefix + "*");
        console.print("Data             " + stack.kafka().directory()
                + (dataDirectory == null ? " (deleted at the end; --data-dir keeps it)" : " (kept)"));
        console.print("Ready. Ctrl-C stops it.");
        console.out().flush();
    }

    private static void serve(LocalStack stack, Shutdown shutdown) {
        while (!shutdown.await(LOOK)) {
            Optional<String> failure = stack.kafka().failure();
            if (failure.isPresent()) {
                throw new StageException("the embedded broker failed: " + failure.get());
            }
        }
    }
}
