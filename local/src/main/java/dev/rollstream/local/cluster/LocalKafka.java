package dev.rollstream.local.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker in this JVM: one KRaft node that is broker and controller, on 127.0.0.1 only, with transactions and
 * share groups. Kafka's server classes are internal to Kafka and move between releases; only this package knows them.
 *
 * <p>When {@link #start} returns, clients can connect. Several brokers may run in one JVM.
 */
public final class LocalKafka implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalKafka.class);
    private static final int START_ATTEMPTS = 5;

    private final KafkaRaftServer server;
    private final BrokerDirectory directory;
    private final int port;
    private final AtomicReference<@Nullable String> failure;
    private final Consumer<String> exitListener;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalKafka(KafkaRaftServer server, BrokerDirectory directory, int port, Failure failure) {
        this.server = server;
        this.directory = directory;
        this.port = port;
        this.failure = failure.reason;
        this.exitListener = failure.listener;
    }

    /**
     * Starts a broker and waits until it serves.
     *
     * @param options port, data folder and settings
     * @return the running broker; close it
     * @throws PortTakenException if a fixed port is in use
     * @throws LocalClusterException if the data folder is foreign, damaged or in use, or Kafka does not start
     */
    public static LocalKafka start(LocalKafkaOptions options) {
        if (options.port() != 0) {
            Ports.requireFree("the broker", options.port());
        }
        long startedNs = System.nanoTime();
        BrokerDirectory directory = BrokerDirectory.open(options.directory());
        try {
            LocalKafka kafka = startIn(directory, options);
            log.atInfo()
                    .addKeyValue("bootstrapServers", kafka.bootstrapServers())
                    .addKeyValue("directory", directory.path())
                    .addKeyValue(
                            "elapsedMs",
                            Duration.ofNanos(System.nanoTime() - startedNs).toMillis())
                    .log("broker started");
            return kafka;
        } catch (RuntimeException | Error e) { // an Error: some of Kafka's classes do not load while the process ends
            directory.close();
            throw e;
        }
    }

    /** Starts, and starts anew on other ports where somebody took one between choosing and binding it. */
    private static LocalKafka startIn(BrokerDirectory directory, LocalKafkaOptions options) {
        for (int attempt = 1; ; attempt++) {
            int clientPort = options.port() == 0 ? Ports.free() : options.port();
            try {
                return startOn(clientPort, directory, options);
            } catch (Exception e) { // Kafka is Scala: checked exceptions come undeclared
                boolean race = Ports.isBindFailure(e);
                if (race && options.port() != 0) {
                    Ports.requireFree("the broker", clientPort);
                }
                if (!race || attempt == START_ATTEMPTS) {
                    throw new LocalClusterException("the embedded broker does not start: " + e.getMessage(), e);
                }
            }
        }
    }

    private static LocalKafka startOn(int clientPort, BrokerDirectory directory, LocalKafkaOptions options) {
        Map<String, String> settings = BrokerSettings.of(directory.path(), clientPort, Ports.free(), options);
        Failure failure = new Failure();
        ExitGuard.add(failure.listener);
        try {
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
            startOrStop(server);
            return new LocalKafka(server, directory, clientPort, failure);
        } catch (Exception | Error e) {
            ExitGuard.remove(failure.listener);
            throw e;
        }
    }

    private static void startOrStop(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (Exception | Error e) {
            stop(server);
            throw e;
        }
    }

    /** Where clients connect: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return Ports.LOOPBACK + ":" + port;
    }

    /** The client port in use. */
    public int port() {
        return port;
    }

    /** The folder that holds the broker's data. */
    public Path directory() {
        return directory.path();
    }

    /** Why the broker gave up while running; empty as long as all is well. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Stops the broker, then its controller, and deletes temporary data. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stop(server);
        ExitGuard.remove(exitListener);
        directory.close();
        log.atInfo().addKeyValue("bootstrapServers", bootstrapServers()).log("broker stopped");
    }

    private static void stop(KafkaRaftServer server) {
        try {
            server.shutdown();
            server.awaitShutdown();
        } catch (Exception e) {
            log.atWarn().addKeyValue("error", e).log("broker did not stop cleanly");
        }
    }

    /** The slot that the exit guard writes to. */
    private static final class Failure {
        private final AtomicReference<@Nullable String> reason = new AtomicReference<>(null);
        private final Consumer<String> listener = message -> reason.compareAndSet(null, message);
    }
}
