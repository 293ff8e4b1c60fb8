package dev.rollstream.learner;

import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * What a learner tells the stream: PROGRESS and RECEIPTS, in one transaction a batch. The transactional id is the prefix and the
 * learner's name, so that of two learners of one name only the later can write; the earlier one is told so and ends.
 *
 * <p>A transaction whose end is not known is never guessed at: the ledger opens anew, which settles it, and reads back what holds.
 * One thread only.
 */
final class Ledger implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);
    private static final Duration CLOSE = Duration.ofMillis(500);

    private final StageConfig config;
    private final String learner;
    private final Topics topics;
    private final RegistryClient registry;
    private final AvroSerializer<Progress> progressSerializer;
    private final AvroSerializer<Receipt> receiptSerializer;
    private final AvroDeserializer<Progress> progressDeserializer;
    private @Nullable Producer<byte[], byte[]> producer;
    private Optional<Progress> last = Optional.empty();

    private Ledger(StageConfig config, String learner) {
        this.config = config;
        this.learner = learner;
        this.topics = config.topics();
        this.registry = RegistryClients.create(config.registry());
        this.progressSerializer = new AvroSerializer<>(registry);
        this.receiptSerializer = new AvroSerializer<>(registry);
        this.progressDeserializer = new AvroDeserializer<>(Progress.class, registry);
    }

    /**
     * Opens the ledger of a learner: from here on no other learner of that name can write.
     *
     * @throws StageException if the cluster or the registry does not answer
     */
    static Ledger open(StageConfig config, String learner) {
        Ledger ledger = new Ledger(config, learner);
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
            last = LedgerState.last(config, learner, progressDeserializer);
            producer = opened;
        } catch (KafkaException e) {
            opened.close(CLOSE);
            throw e;
        }
    }

    /** The learner's last word; empty: it never wrote one. */
    Optional<Progress> last() {
        return last;
    }

    /**
     * Writes where the learner stands and what it refused: both or neither.
     *
     * @throws StageException if another learner of that name has taken over
     * @throws KafkaException if it did not work this time; what was written before still holds, and the same call may be tried again
     */
    void write(Progress progress, List<Receipt> receipts) {
        byte[] progressBytes = progressSerializer.serialize(topics.progress().name(), progress);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Receipt receipt : receipts) {
            String topic = topics.receipts().name();
            records.add(new ProducerRecord<>(
                    topic, utf8(receipt.getGroupId()), receiptSerializer.serialize(topic, receipt)));
        }
        records.add(new ProducerRecord<>(topics.progress().name(), utf8(learner), progressBytes));
        if (producer == null && settled(progress)) {
            return;
        }
        try {
            commit(records);
            last = Optional.of(progress);
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

    /** Opens anew after a failure and finds out whether the failed transaction holds. */
    private boolean settled(Progress progress) {
        Optional<List<PartitionPosition>> before = last.map(Progress::getPosition);
        connect();
        Optional<List<PartitionPosition>> now = last.map(Progress::getPosition);
        if (now.equals(Optional.of(progress.getPosition()))) {
            return true;
        }
        if (!now.equals(before)) {
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
                        + "'; give this one a name of its own (--learner) if both are to run",
                cause);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void disconnect() {
        if (producer != null) {
            producer.close(CLOSE);
            producer = null;
        }
    }

    /** Closes it; a transaction that is open is aborted by its timeout at the latest. */
    @Override
    public void close() {
        disconnect();
        registry.close();
    }
}
