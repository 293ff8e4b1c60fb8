package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What came of following one reference. */
sealed interface Payload {
    /** How much of it there is. */
    default long bytes() {
        return 0;
    }

    /**
     * The record is there.
     *
     * @param record its bytes
     */
    record Found(ConsumerRecord<byte[], ByteBuffer> record) implements Payload {
        @Override
        public long bytes() {
            return Math.max(0, record.serializedValueSize());
        }
    }

    /**
     * It was there once: retention or compaction took it, or its transaction was aborted.
     *
     * @param detail where it is missing, for people
     */
    record Gone(String detail) implements Payload {}

    /**
     * It never was there: the log does not reach that far.
     *
     * @param detail where the reference points, for people
     */
    record Forged(String detail) implements Payload {}
}
