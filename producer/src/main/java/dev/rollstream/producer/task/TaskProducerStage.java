package dev.rollstream.producer.task;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.producer.task.Pacing.FollowedLearner;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.metrics.ClientMetrics;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The task producer as a stage: samples become tasks and answer keys, both in one transaction.
 *
 * <p>It ends by itself (see {@link Health#awaitEnd}) when the run has a count, all of it was made, and every group has its
 * terminal record. Closing it earlier leaves a run that a later producer of the same run id takes up where this one stopped.
 */
public final class TaskProducerStage implements Stage {
    /** Its metrics. */
    public static final MetricCatalogue METRICS = TaskProducerMetrics.CATALOGUE;

    /** Name of the stage, and what follows the prefix in its transactional ids. */
    public static final String NAME = "task-producer";

    private static final int MAX_BLOCK_MS = 15_000;
    private static final int SAMPLER_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private static final Duration GRACE = Duration.ofMillis(1_500);
    private static final Duration LAST_GRACE = Duration.ofMillis(2_500);

    private final TaskProducerOptions options;
    private final StageConfig config;
    private final Topics topics;
    private final TaskCodecs codecs;
    private final TaskProducerMetrics metrics;
    private final ClientMetrics clients;
    private final Health health = new Health(NAME);
    private final ExecutorService samplers;
    private final TaskFactory factory;
    private final TaskProducer producer;
    private final Thread thread;

    /**
     * A task producer that is not started yet.
     *
     * @param options what it makes
     * @param source what it makes it of
     * @param config the stream
     * @param registry the schema registry; stays the caller's to close
     * @param meters where its figures go
     */
    public TaskProducerStage(
            TaskProducerOptions options,
            SampleSource source,
            StageConfig config,
            RegistryClient registry,
            MeterRegistry meters) {
        this.options = options;
        this.config = config;
        this.topics = config.topics();
        this.codecs = new TaskCodecs(
                new AvroSerializer<>(registry),
                new AvroSerializer<>(registry),
                new AvroDeserializer<>(AdvantageGroup.class, registry),
                new AvroDeserializer<>(Progress.class, registry),
                new AvroDeserializer<>(Receipt.class, registry));
        this.metrics = new TaskProducerMetrics(
                meters, options.run().id(), options.pacing().maxInFlight());
        this.clients = new ClientMetrics(meters);
        this.samplers = Executors.newFixedThreadPool(SAMPLER_THREADS, task -> daemon(task, "task-samples"));
        this.factory = new TaskFactory(options);
        this.producer = new TaskProducer(
                options, new TaskProducer.Parts(source, samplers, this::connect, factory, metrics, health));
        this.thread = daemon(producer, NAME);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        Cluster.requireTopics(config, List.of(topics.tasks(), topics.answerKeys(), topics.advantages()));
        if (options.pacing().learner().isPresent()) {
            Cluster.requireTopics(config, List.of(topics.progress(), topics.receipts()));
        }
        thread.start();
        health.started();
    }

    @Override
    public Health health() {
        return health;
    }

    /** Asks for a group to end before its deadline; written at the next opportunity, in any run. */
    public void cancel(GroupId group, String reason) {
        producer.cancel(group, reason);
    }

    /** The run that it makes groups of. */
    public String runId() {
        return options.run().id();
    }

    /** Groups that this producer has written since its start. */
    public long produced() {
        return metrics.produced();
    }

    /** Samples that this producer has made no group of since its start, by reason, sorted. */
    public Map<String, Long> skipped() {
        return metrics.skipped();
    }

    /** Groups of the run without a terminal record. */
    public int inFlight() {
        return metrics.open();
    }

    private TaskChannel connect() {
        String client = NAME + "." + options.run().id();
        Map<String, Object> settings = new HashMap<>(config.transactionalProducer(client, client));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) KafkaTaskChannel.TRANSACTION_TIMEOUT.toMillis());
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer(client + ".follower"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        clients.clear();
        clients.show(producer);
        clients.show(consumer);
        StreamFollower follower = new StreamFollower(
                consumer,
                this::highWatermarks,
                codecs,
                new StreamFollower.Subject(
                        topics, options.run().id(), options.pacing().learner().map(FollowedLearner::name)));
        return new KafkaTaskChannel(topics, factory, codecs, producer, follower, System::nanoTime);
    }

    private Map<TopicPartition, Long> highWatermarks(Collection<TopicPartition> partitions) {
        try (ClusterAdmin admin = ClusterAdmin.connect(config, NAME + "-ends")) {
            Map<TopicPartition, OffsetSpec> latest = partitions.stream()
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.client()
                    .listOffsets(latest)
                    .all()
                    .get(Cluster.ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(
                    "no broker tells how far topic " + topics.answerKeys().name() + " goes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        clients.close();
        try {
            thread.join(GRACE.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(LAST_GRACE.toMillis());
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        samplers.shutdownNow();
        health.end();
    }
}
