package dev.rollstream.producer.task;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.Task;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * How the task producer's records become bytes and back.
 *
 * @param tasks for topic tasks
 * @param answerKeys for topic answer-keys
 * @param advantages for topic advantages
 * @param progress for topic progress
 * @param receipts for topic receipts
 */
record TaskCodecs(
        Serializer<Task> tasks,
        Serializer<AnswerKeyEvent> answerKeys,
        Deserializer<AdvantageGroup> advantages,
        Deserializer<Progress> progress,
        Deserializer<Receipt> receipts) {}
