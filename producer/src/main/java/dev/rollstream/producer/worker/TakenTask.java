package dev.rollstream.producer.worker;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A task in the hands of a worker.
 *
 * @param record the record; key and value as they came
 * @param deliveryCount how often it was handed out, this time included
 * @param lastTry whether the queue gives it up if this delivery comes to nothing
 * @param takenAtMs when it was taken, by the worker's clock
 */
record TakenTask(ConsumerRecord<byte[], byte[]> record, int deliveryCount, boolean lastTry, long takenAtMs) {
    /** Where the record lies, as {@code topic-partition@offset}. */
    String coordinates() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
