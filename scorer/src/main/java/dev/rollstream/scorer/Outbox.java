package dev.rollstream.scorer;

import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the scorer's two outputs. Records are encoded and measured here, before they are forwarded: once a transaction holds a
 * record that the broker refuses, it can only be retried for ever.
 */
final class Outbox {
    static final String REWARDS_SINK = "rewards";
    static final String DEAD_LETTERS_SINK = "dead-letters";

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    /** Left for keys, headers and the batch around a record. */
    private static final int RECORD_OVERHEAD_BYTES = 16 << 10;

    private final ProcessorContext<byte[], byte[]> context;
    private final Topics topics;
    private final AvroSerializer<RewardEvent> serializer;
    private final ScorerMetrics metrics;

    Outbox(ProcessorContext<byte[], byte[]> context, Topics topics, RegistryClient registry, ScorerMetrics metrics) {
        this.context = context;
        this.topics = topics;
        this.serializer = new AvroSerializer<>(registry);
        this.metrics = metrics;
    }

    /** An encoded reward event. */
    byte[] encode(RewardEvent event) {
        return Objects.requireNonNull(serializer.serialize(topics.rewards().name(), event));
    }

    /** Whether an encoded reward event fits the topic. */
    boolean fits(byte[] encoded) {
        return encoded.length <= topics.rewards().settings().maxMessageBytes() - RECORD_OVERHEAD_BYTES;
    }

    void reward(String groupId, byte[] encoded, long atMs) {
        context.forward(new Record<>(groupId.getBytes(StandardCharsets.UTF_8), encoded, atMs), REWARDS_SINK);
    }

    /** A rollout that cannot be used, with its key, value and headers if they fit. */
    void deadRollout(Inbound rollout, DeadLetterReason reason, String detail) {
        log.atDebug()
                .addKeyValue("record", rollout.at())
                .addKeyValue("reason", reason)
                .log("Rollout dead-lettered");
        if (rollout.sizeBytes() <= topics.deadLetters().settings().maxMessageBytes() / 2) {
            forward(rollout, reason, detail);
        } else {
            String shown = "(its " + rollout.sizeBytes() + " bytes are too many to keep) " + detail;
            forward(rollout.bare(null), reason, shown);
        }
    }

    /** An answer key or cancellation that cannot be used: coordinates only, its bytes never leave their topic. */
    void deadAnswerKey(Inbound key, DeadLetterReason reason, String detail) {
        log.atWarn()
                .addKeyValue("record", key.at())
                .addKeyValue("reason", reason)
                .log("Answer key dead-lettered: {}", detail);
        boolean isGroupId = key.key() != null && key.key().length <= GroupId.MAX_LENGTH;
        forward(key.bare(isGroupId ? key.key() : null), reason, detail);
    }

    private void forward(Inbound record, DeadLetterReason reason, String detail) {
        metrics.deadLetter(reason);
        Inbound.Coordinates at = record.at();
        DeadLetter letter =
                new DeadLetter(ScorerTopology.STAGE, reason, detail, at.topic(), at.partition(), at.offset());
        long atMs = Math.max(0, record.appendedAtMs());
        context.forward(
                new Record<>(record.key(), record.value(), atMs, letter.headers(record.headers())), DEAD_LETTERS_SINK);
    }
}
