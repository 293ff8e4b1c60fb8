package dev.rollstream.local.doctor;

import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one record in a transaction, into a topic of its own that is deleted at once: that transactions work cannot be told from
 * settings, and the record's append time is the only thing by which a broker says what time it is.
 */
final class TransactionProbe {
    private static final Logger log = LoggerFactory.getLogger(TransactionProbe.class);
    private static final String SUBJECT = "cluster";
    private static final String NAME = "transactions";

    private final StageConfig config;
    private final Admin admin;
    private final LongSupplier clockMs;

    TransactionProbe(StageConfig config, Admin admin, LongSupplier clockMs) {
        this.config = config;
        this.admin = admin;
        this.clockMs = clockMs;
    }

    /** Writes, and says what came of it. */
    List<DoctorLine> run() {
        String topic = config.prefix() + "doctor-" + UUID.randomUUID();
        NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
        try {
            Cluster.await(config, topic, admin.createTopics(List.of(wanted)).all());
        } catch (StageException e) {
            return List.of(DoctorLine.note(
                    SUBJECT, NAME, "not tried, nor the clock: no topic may be made (" + e.getMessage() + ")"));
        }
        try {
            long skewMs = write(topic);
            return List.of(DoctorLine.ok(SUBJECT, NAME, "one was committed"), ClockCheck.judge(skewMs));
        } catch (KafkaException | ExecutionException e) {
            return List.of(DoctorLine.failed(
                    SUBJECT,
                    NAME,
                    "none could be committed (" + e.getMessage()
                            + "): the task producer, scorer, aggregator and learner cannot do without; may this user write"
                            + " with transactional ids of prefix '" + config.prefix() + "'?"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(DoctorLine.note(SUBJECT, NAME, "interrupted"));
        } finally {
            delete(topic);
        }
    }

    private long write(String topic) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(config.transactionalProducer("doctor", "doctor-" + topic));
        int patienceMs = (int) Cluster.ANSWER_TIMEOUT.toMillis();
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patienceMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patienceMs);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * patienceMs);
        byte[] nothing = "doctor".getBytes(StandardCharsets.UTF_8);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.partitionsFor(topic);
            long beforeMs = clockMs.getAsLong();
            long appendedMs = producer.send(new ProducerRecord<>(topic, nothing, nothing))
                    .get()
                    .timestamp();
            long afterMs = clockMs.getAsLong();
            producer.commitTransaction();
            return ClockCheck.skewMs(beforeMs, appendedMs, afterMs);
        }
    }

    private void delete(String topic) {
        try {
            Cluster.await(config, topic, admin.deleteTopics(List.of(topic)).all());
        } catch (StageException e) {
            log.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("error", e.getMessage())
                    .log("the doctor's topic is left behind");
        }
    }
}
