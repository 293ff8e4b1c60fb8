package dev.rollstream.learner.ledger;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.metrics.ClientMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a learner tells the stream: POLICIES, PROGRESS and RECEIPTS, in one transaction a batch. The transactional id is the prefix
 * and the learner's name, so that of two learners of one name only the later can write; the earlier one is told so and ends.
 *
 * <p>A transaction whose end is not known is never guessed at: the ledger opens anew, which settles it, and reads back what holds.
 * One thread only.
 */
public final class Ledger implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);
    private static final Duration CLOSE = Duration.ofMillis(500);

    private final StageConfig config;
    private final String learner;
    private final Topics topics;
    private final RegistryClient registry;
    private final AvroSerializer<Progress> progressSerializer;
    private final AvroSerializer<Receipt> receiptSerializer;
    private final AvroSerializer<PolicyVersion> versionSerializer;
    private final AvroDeserializer<Progress> progressDeserializer;
    private final ClientMetrics clients;
    private @Nullable Producer<byte[], byte[]> producer;
    private Optional<Progress> last = Optional.empty();

    private Ledger(StageConfig config, String learner, MeterRegistry meters) {
        this.config = config;
        this.learner = learner;
        this.topics = config.topics();
        this.registry = RegistryClients.create(config.registry());
        this.progressSerializer = new AvroSerializer<>(registry);
        this.receiptSerializer = new AvroSerializer<>(registry);
        this.versionSerializer = new AvroSerializer<>(registry);
        this.progressDeserializer = new AvroDeserializer<>(Progress.class, registry);
        this.clients = new ClientMetrics(meters);
    }

    /**
     * Opens the ledger of a learner: from here on no other learner of that name can write.
     *
     * @param meters where the figures of its producer go
     * @throws StageException if the cluster or the registry does not answer
     */
    public static Ledger open(StageConfig config, String learner, MeterRegistry meters) {
        Ledger ledger = new Ledger(config, learner, meters);
        try {
            ledger.connect();
            return ledger;
        } catch (KafkaException e) {
            ledger.close();
            throw new StageException(
                    "cannot open the ledger of learner " + learner + " at " + config.bootstrapServers() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void connect() {
        Producer<byte[], byte[]> opened = new KafkaProducer<>(
                config.transactionalProducer(learner, learner), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            opened.initTransactions();
            last = TopicScan.last(config, topics.progress(), learner, progressDeserializer);
            producer = opened;
            clients.show(opened);
        } catch (KafkaException e) {
            opened.close(CLOSE);
            throw e;
        }
    }

    /** The learner's last word; empty: it never wrote one. */
    public Optional<Progress> last() {
        return last;
    }

    /**
     * The newest version of a policy, whoever published it; empty: none was.
     *
     * @throws KafkaException if the cluster or the registry does not answer
     */
    public Optional<PolicyVersion> newest(String policyId) {
        return TopicScan.last(
                config, topics.policies(), policyId, new AvroDeserializer<>(PolicyVersion.class, registry));
    }

    /**
     * Writes an entry: all of it or nothing.
     *
     * @throws StageException if another learner of that name has taken over
     * @throws KafkaException if it did not work this time; what was written before still holds, and the same call may be tried again
     */
    public void write(LedgerEntry entry) {
        List<ProducerRecord<byte[], byte[]>> records = records(entry);
        if (producer == null && settled(entry)) {
            return;
        }
        try {
            commit(records);
            last = entry.progress().or(() -> last);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw takenOver(e);
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("learner", learner)
                    .addKeyValue("error", e.getMessage())
                    .log("transaction undecided");
            disconnect();
            throw e;
        }
    }

    private List<ProducerRecord<byte[], byte[]>> records(LedgerEntry entry) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Receipt receipt : entry.receipts()) {
            records.add(record(topics.receipts(), receipt.getGroupId(), receipt, receiptSerializer));
        }
        entry.version()
                .map(version -> record(topics.policies(), version.getPolicyId(), version, versionSerializer))
                .ifPresent(records::add);
        entry.progress()
                .map(progress -> record(topics.progress(), learner, progress, progressSerializer))
                .ifPresent(records::add);
        return records;
    }

    private static <T extends SpecificRecord> ProducerRecord<byte[], byte[]> record(
            Topic<T> topic, String key, T value, AvroSerializer<T> serializer) {
        return new ProducerRecord<>(topic.name(), utf8(key), serializer.serialize(topic.name(), value));
    }

    /** Opens anew after a failure and finds out whether the failed transaction holds. One without progress is written again. */
    private boolean settled(LedgerEntry entry) {
        Optional<Progress> before = last;
        connect();
        if (entry.progress().isPresent() && last.equals(entry.progress())) {
            return true;
        }
        if (!last.equals(before)) {
            throw takenOver(null);
        }
        return false;
    }

    private void commit(List<ProducerRecord<byte[], byte[]>> records) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("the ledger is closed");
        }
        open.beginTransaction();
        records.forEach(open::send);
        open.commitTransaction();
    }

    private StageException takenOver(@Nullable Exception cause) {
        return new StageException(
                "another learner named " + learner + " has taken over under prefix '" + config.prefix()
                        + "'; give this one a name of its own if both are to run",
                cause);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void disconnect() {
        clients.clear();
        if (producer != null) {
            producer.close(CLOSE);
            producer = null;
        }
    }

    /** Closes it; a transaction that is open is aborted by its timeout at the latest. */
    @Override
    public void close() {
        disconnect();
        clients.close();
        registry.close();
    }
}
