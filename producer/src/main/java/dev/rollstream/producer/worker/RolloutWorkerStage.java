package dev.rollstream.producer.worker;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.metrics.ClientMetrics;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rollout worker as a stage: takes whole groups from the queue, has an engine complete them, several at once, and writes each
 * rollout as it is done. A task is acknowledged after its last rollout is.
 *
 * <p>It does not read answers and has no use for the right to. Closing it hands unfinished tasks back at once.
 */
public final class RolloutWorkerStage implements Stage {
    /** Its metrics, but for those of engines. */
    public static final MetricCatalogue METRICS = WorkerCatalogue.ALL;

    private static final Logger log = LoggerFactory.getLogger(RolloutWorkerStage.class);
    private static final String NAME = "worker";
    private static final Duration GRACE = Duration.ofMillis(3_500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final RolloutWorkerOptions options;
    private final Engine engine;
    private final StageConfig config;
    private final Topics topics;
    private final RegistryClient registry;
    private final Health health = new Health(NAME);
    private final WorkerMetrics metrics;
    private final ShareConsumerMetrics shareConsumers;
    private final ClientMetrics clients;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile @Nullable Producer<byte[], byte[]> producer;

    /**
     * A worker that is not started yet.
     *
     * @param options how it works
     * @param engine what completes prompts; closed with the worker
     * @param config the stream
     * @param registry the schema registry; stays the caller's to close
     * @param meters where its figures go
     */
    public RolloutWorkerStage(
            RolloutWorkerOptions options,
            Engine engine,
            StageConfig config,
            RegistryClient registry,
            MeterRegistry meters) {
        this.options = options;
        this.engine = engine;
        this.config = config;
        this.topics = config.topics();
        this.registry = registry;
        this.metrics = new WorkerMetrics(meters, options.workerId());
        this.shareConsumers = new ShareConsumerMetrics(meters);
        this.clients = new ClientMetrics(meters);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public void start() {
        int partitions = Cluster.requireTopics(
                config, List.of(topics.tasks(), topics.rollouts(), topics.policies(), topics.deadLetters()));
        adviseOn(partitions);
        Fleet fleet = new Fleet(config, options.fleet());
        int deliveryLimit = fleet.prepare(options.queue());
        TopicPolicyWatch policies = watchPolicies();
        Producer<byte[], byte[]> rollouts = new KafkaProducer<>(
                config.producer(clientId("rollouts")), new ByteArraySerializer(), new ByteArraySerializer());
        producer = rollouts;
        clients.show(rollouts);
        metrics.slots(options.concurrency());
        WorkerSlot.Tools tools = tools(policies, rollouts);
        probe(tools.gate());
        for (int i = 0; i < options.concurrency(); i++) {
            String name = NAME + "-" + i;
            start(name, new WorkerSlot(name, queue(fleet.groupId(), deliveryLimit, i), tools, closing));
        }
        health.started();
    }

    private void adviseOn(int partitions) {
        if (options.queue() == QueueKind.SHARE && options.concurrency() <= partitions) {
            log.atInfo()
                    .addKeyValue("concurrency", options.concurrency())
                    .addKeyValue("partitions", partitions)
                    .log(
                            "a slow generation holds up the partitions of its slot unless the fleet has more slots than partitions");
        }
    }

    /** Asks the engine once; one that does not answer yet is asked again by the slots. */
    private static void probe(EngineGate gate) {
        try {
            gate.tryOpen();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StageException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StageException("interrupted while starting", e);
    }

    private TopicPolicyWatch watchPolicies() {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer(clientId("policies")), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        clients.show(consumer);
        TopicPolicyWatch policies = new TopicPolicyWatch(
                consumer,
                new AvroDeserializer<>(PolicyVersion.class, registry),
                options.policyId(),
                System::currentTimeMillis,
                closing,
                engine::announced);
        try {
            policies.catchUp(topics.policies().name());
        } catch (InterruptedException e) {
            consumer.close();
            throw interrupted(e);
        }
        start(NAME + "-policies", policies);
        return policies;
    }

    private WorkerSlot.Tools tools(PolicyWatch policies, Producer<byte[], byte[]> rollouts) {
        EngineGate gate = new EngineGate(engine, policies, health, System::currentTimeMillis);
        Outbox outbox = new Outbox(
                topics,
                rollouts,
                new Outbox.Codecs(new AvroDeserializer<>(Task.class, registry), new AvroSerializer<>(registry)),
                health,
                time -> closing.await(time.toMillis(), TimeUnit.MILLISECONDS));
        TaskRunner runner = new TaskRunner(
                new TaskRunner.Settings(
                        new RolloutFactory.Origin(options.workerId(), options.policyId()),
                        options.allowedSkew(),
                        System::currentTimeMillis),
                new TaskRunner.Parts(engine, outbox, policies, gate, health, metrics));
        return new WorkerSlot.Tools(runner, gate, metrics, System::nanoTime);
    }

    private TaskQueue queue(String groupId, int deliveryLimit, int slot) {
        if (options.queue() == QueueKind.CONSUMER) {
            Consumer<byte[], byte[]> member = groupConsumer(groupId, slot);
            clients.show(member);
            return new GroupTaskQueue(member, topics.tasks().name(), System::currentTimeMillis);
        }
        ShareConsumer<byte[], byte[]> consumer = shareConsumer(groupId, slot);
        shareConsumers.show(consumer);
        consumer.subscribe(List.of(topics.tasks().name()));
        return new ShareTaskQueue(consumer, deliveryLimit, System::currentTimeMillis, closing);
    }

    private ShareConsumer<byte[], byte[]> shareConsumer(String groupId, int slot) {
        Map<String, Object> settings = new HashMap<>(config.admin(clientId(Integer.toString(slot))));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Consumer<byte[], byte[]> groupConsumer(String groupId, int slot) {
        Map<String, Object> settings = new HashMap<>(config.consumer(clientId(Integer.toString(slot))));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private String clientId(String part) {
        return NAME + "." + options.workerId() + "." + part;
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (dead, error) -> health.fail("thread " + dead.getName() + " of the worker died: " + error));
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        closing.countDown();
        clients.close();
        long untilNs = System.nanoTime() + GRACE.toNanos();
        try {
            for (Thread thread : threads) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNs - System.nanoTime());
                thread.join(Math.max(1, leftMs));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.forEach(Thread::interrupt);
        Producer<byte[], byte[]> rollouts = producer;
        if (rollouts != null) {
            rollouts.close(CLOSE_TIMEOUT);
        }
        engine.close();
        health.end();
    }
}
