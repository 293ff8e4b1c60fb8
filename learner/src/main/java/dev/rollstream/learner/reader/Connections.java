package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.metrics.ClientMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a reader is connected to: one consumer for the index, one for the heap, the registry. */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final Duration CLOSE = Duration.ofMillis(500);
    private static final int MAX_POLL_RECORDS = 250;

    /**
     * A consumer has one fetch under way to each broker. One that waits for new records at the end of some partitions holds up the
     * records that lie ready in others. The heap is asked only for what is known to be there, so it never has to wait; the index waits
     * shortly.
     */
    private static final int HEAP_WAIT_MS = 0;

    private static final int INDEX_WAIT_MS = 100;

    /** Kafka's own 64 KiB are taken in by pieces, and let a connection with a millisecond between its ends carry 64 MB/s. */
    private static final int RECEIVE_BUFFER_BYTES = 1024 * 1024;

    private final Consumer<byte[], ByteBuffer> index;
    private final Consumer<byte[], ByteBuffer> heap;
    private final RegistryClient registry;
    private final ClientMetrics clients;

    private Connections(
            Consumer<byte[], ByteBuffer> index,
            Consumer<byte[], ByteBuffer> heap,
            RegistryClient registry,
            ClientMetrics clients) {
        this.index = index;
        this.heap = heap;
        this.registry = registry;
        this.clients = clients;
        clients.show(index);
        clients.show(heap);
    }

    static Connections open(StageConfig config, String learner, MeterRegistry meters) {
        RegistryClient registry = RegistryClients.create(config.registry());
        Consumer<byte[], ByteBuffer> index = consumer(config, learner + "-index", INDEX_WAIT_MS);
        Consumer<byte[], ByteBuffer> heap = consumer(config, learner + "-heap", HEAP_WAIT_MS);
        return new Connections(index, heap, registry, new ClientMetrics(meters));
    }

    private static Consumer<byte[], ByteBuffer> consumer(StageConfig config, String clientId, int waitMs) {
        Map<String, Object> settings = config.consumer(clientId);
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        settings.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BUFFER_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, waitMs);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new FrugalBytes());
    }

    /**
     * What a reader reads with, standing at a position.
     *
     * @throws PositionException if the position is not one of this stream, or the log does not hold it
     * @throws dev.rollstream.runtime.StageException if the cluster does not answer or the topics do not fit
     */
    Sources sources(
            StageConfig config,
            PayloadFetcher.Limits limits,
            Position position,
            ReaderMetrics metrics,
            ReaderState state) {
        Topics topics = config.topics();
        int partitions = Cluster.requireTopics(config, List.of(topics.tasks(), topics.rollouts(), topics.advantages()));
        Positions.requireFits(position, topics, partitions);
        GroupReferences.Heap references = new GroupReferences.Heap(topics, partitions);
        return new Sources(
                new IndexReader(index, position, state::stopped, System::nanoTime),
                decoder(AdvantageGroup.class, state),
                references,
                new PayloadFetcher(heap, references.all(), limits, metrics, state::stopped),
                new GroupAssembler(decoder(Task.class, state), decoder(Rollout.class, state)));
    }

    private <V extends SpecificRecord> PatientDecoder<V> decoder(Class<V> type, ReaderState state) {
        return new PatientDecoder<>(AvroDeserializer.viewing(type, registry), state);
    }

    /** Makes waiting consumers return; may be called from any thread. */
    void wakeup() {
        index.wakeup();
        heap.wakeup();
    }

    /** Closes everything; by the thread that used the consumers, or after it has ended. */
    void close() {
        clients.close();
        closeQuietly(() -> index.close(CloseOptions.timeout(CLOSE)));
        closeQuietly(() -> heap.close(CloseOptions.timeout(CLOSE)));
        closeQuietly(registry::close);
    }

    private static void closeQuietly(Runnable close) {
        try {
            close.run();
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("error", e).log("a client did not close cleanly");
        }
    }
}
