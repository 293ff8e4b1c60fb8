package dev.rollstream.local.load;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs together, in one transaction; written again from the beginning when Kafka wants a transaction to be aborted (KIP-890,
 * KIP-1050), as it may while brokers die. A producer that is fenced, or that Kafka gives up on, ends it.
 */
final class Transactions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Transactions.class);
    private static final int MOST_ATTEMPTS = 20;

    private final KafkaProducer<byte[], byte[]> producer;

    Transactions(Map<String, Object> settings) {
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    void flush() {
        producer.flush();
    }

    /** Commits what is sent meanwhile. Of several attempts, the last one's result is given back. */
    <T> T commit(Supplier<T> sent) {
        for (int attempt = 1; ; attempt++) {
            producer.beginTransaction();
            try {
                T result = sent.get();
                producer.commitTransaction();
                return result;
            } catch (KafkaException e) {
                abort(e, attempt);
            }
        }
    }

    /** Aborts what is sent meanwhile. */
    void abort(Runnable sent) {
        producer.beginTransaction();
        try {
            sent.run();
            producer.flush();
        } catch (KafkaException e) {
            log.warn("a transaction that is to be aborted failed before", e);
        }
        producer.abortTransaction();
    }

    private void abort(KafkaException reason, int attempt) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            reason.addSuppressed(e);
            throw reason;
        }
        if (attempt == MOST_ATTEMPTS) {
            throw reason;
        }
        log.atWarn().addKeyValue("attempt", attempt).setCause(reason).log("a transaction was aborted; once more");
    }

    @Override
    public void close() {
        producer.close();
    }
}
