package dev.rollstream.runtime;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a Kafka Streams topology as a stage: checks the ground before the start, replaces a thread that died of something
 * passing, waits while the registry cannot be reached, and gives up when threads keep dying.
 */
public final class StreamsStage implements Stage {
    private static final Logger log = LoggerFactory.getLogger(StreamsStage.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long REGISTRY_RETRY_MS = 500;
    private static final int MAX_REPLACEMENTS = 10;
    private static final Duration REPLACEMENT_WINDOW = Duration.ofMinutes(5);

    private final StreamsDefinition definition;
    private final StageConfig config;
    private final StreamsOptions options;
    private final RegistryClient registry;
    private final MeterRegistry metrics;
    private final Health health;
    private final RestartBudget budget =
            new RestartBudget(MAX_REPLACEMENTS, REPLACEMENT_WINDOW.toNanos(), System::nanoTime);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable KafkaStreams streams;
    private @Nullable KafkaStreamsMetrics streamsMetrics;

    /** A stage that is not started yet. */
    public StreamsStage(
            StreamsDefinition definition,
            StageConfig config,
            StreamsOptions options,
            RegistryClient registry,
            MeterRegistry metrics) {
        this.definition = definition;
        this.config = config;
        this.options = options;
        this.registry = registry;
        this.metrics = metrics;
        this.health = new Health(definition.name());
    }

    /** Application id of a stage under a prefix: also its consumer group and the beginning of its transactional ids. */
    public static String applicationId(StageConfig config, String stage) {
        return config.prefix() + stage;
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public void start() {
        Set<Topic<?>> topics = new HashSet<>(definition.inputs());
        topics.addAll(definition.outputs());
        int partitions = Cluster.requireTopics(config, topics);
        requireRegistry();
        List<String> inputs = definition.inputs().stream().map(Topic::name).toList();
        Path stateDir;
        try (ClusterAdmin admin = ClusterAdmin.connect(config, name() + "-start")) {
            StoredProgress progress = new StoredProgress(config, applicationId(config, name()), admin.client());
            progress.requireConsistent(inputs);
            stateDir = options.stateDir().resolve(progress.identity(inputs));
        }
        KafkaStreams app = new KafkaStreams(definition.topology().create(partitions), properties(stateDir));
        app.setUncaughtExceptionHandler(this::onThreadDeath);
        app.setStateListener((now, before) -> onState(now));
        streams = app;
        streamsMetrics = new KafkaStreamsMetrics(app);
        streamsMetrics.bindTo(metrics);
        health.block("streams", "joining the group and restoring state");
        app.start();
    }

    private void requireRegistry() {
        try {
            registry.subjects();
        } catch (RegistryUnavailableException e) {
            throw StageException.withoutRegistry(e);
        }
    }

    private Properties properties(Path stateDir) {
        Properties settings = new Properties();
        settings.putAll(config.admin(name()));
        settings.remove("client.id");
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(config, name()));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, options.threads());
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                options.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                options.commitInterval().toMillis());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 500);
        consumer(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        consumer(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // A killed process leaves its group after the session timeout: the default of 45 s would be the time to
        // recover.
        consumer(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 8_000);
        consumer(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        config.producer(name()).forEach((key, value) -> {
            if (ProducerConfig.configNames().contains(key) && !key.equals("client.id")) {
                settings.put(StreamsConfig.producerPrefix(key), value);
            }
        });
        config.properties().forEach((key, value) -> {
            if (key.startsWith("streams.")) {
                settings.put(key.substring("streams.".length()), value);
            }
        });
        return settings;
    }

    private static void consumer(Properties settings, String key, Object value) {
        settings.put(StreamsConfig.mainConsumerPrefix(key), value);
    }

    private void onState(State state) {
        if (state == State.RUNNING) {
            health.clear("streams");
            health.started();
        } else if (state == State.ERROR) {
            health.fail(name() + " stopped: its threads keep dying, see the log above");
        } else if (!closed.get()) {
            health.block("streams", state.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private StreamThreadExceptionResponse onThreadDeath(Throwable error) {
        silenceEcho();
        if (causedByRegistry(error)) {
            awaitRegistry();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (budget.tryTake()) {
            log.atWarn().addKeyValue("stage", name()).setCause(error).log("replacing a stream thread that died");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        log.atError().addKeyValue("stage", name()).setCause(error).log("stream threads keep dying, giving up");
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Streams throws the error once more, out of the thread that it replaces: without a handler the JVM would print its trace. */
    private static void silenceEcho() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, echo) -> log.atDebug()
                .addKeyValue("thread", thread.getName())
                .setCause(echo)
                .log("stream thread ended"));
    }

    private static boolean causedByRegistry(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }

    /** Holds the dying thread back: a registry that is down is not the record's fault, so the record is read again afterwards. */
    private void awaitRegistry() {
        boolean reachable = false;
        while (!reachable) {
            try {
                registry.subjects();
                reachable = true;
            } catch (RegistryUnavailableException e) {
                health.block(
                        "registry", "no schema registry answers at " + config.registryAddress() + "; waiting for it");
                reachable = pause();
            }
        }
        health.clear("registry");
    }

    /** Waits a little; true if the stage is closing. */
    private boolean pause() {
        try {
            return closing.await(REGISTRY_RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        closing.countDown();
        if (streamsMetrics != null) {
            streamsMetrics.close();
        }
        if (streams != null) {
            boolean stopped = streams.close(
                    CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                            .withTimeout(CLOSE_TIMEOUT));
            if (!stopped) {
                log.atWarn()
                        .addKeyValue("stage", name())
                        .log("did not stop within {}; going on without it", CLOSE_TIMEOUT);
            }
        }
        health.end();
    }
}
