package dev.rollstream.aggregator;

import dev.rollstream.aggregator.FoldStep.DuplicateMember;
import dev.rollstream.aggregator.FoldStep.DuplicateOpen;
import dev.rollstream.aggregator.FoldStep.Ended;
import dev.rollstream.aggregator.FoldStep.Opened;
import dev.rollstream.aggregator.FoldStep.Rejected;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies {@link GroupTransition} to a group's rows, stores what it changes and forwards the terminal record. Everything
 * that can fail happens before the store is written. A registry that cannot be reached is not caught: the event is read again
 * when it is back.
 */
final class AggregatorProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private static final Logger log = LoggerFactory.getLogger(AggregatorProcessor.class);

    private final String advantagesTopic;
    private final Deserializer<RewardEvent> rewards;
    private final Serializer<AdvantageGroup> advantages;
    private final AggregatorMetrics metrics;

    private @Nullable ProcessorContext<byte[], byte[]> initialised;
    private @Nullable StoredGroups stored;
    private long openHere;

    AggregatorProcessor(
            String advantagesTopic,
            Deserializer<RewardEvent> rewards,
            Serializer<AdvantageGroup> advantages,
            AggregatorMetrics metrics) {
        this.advantagesTopic = advantagesTopic;
        this.rewards = rewards;
        this.advantages = advantages;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        initialised = context;
        StoredGroups restored = new StoredGroups(context.getStateStore(AggregatorTopology.GROUPS_STORE));
        stored = restored;
        countOpen(restored.count());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            deadLetter(record, DeadLetterReason.INVALID, "a reward event has a key and a value");
            return;
        }
        RewardEvent event;
        try {
            event = rewards.deserialize(metadata().topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            deadLetter(record, DeadLetterReason.UNDECODABLE, String.valueOf(e.getMessage()));
            return;
        }
        String groupId = new String(record.key(), StandardCharsets.UTF_8);
        apply(GroupTransition.apply(groups().rows(groupId), groupId, event), groupId, record);
    }

    private void apply(FoldStep step, String groupId, Record<byte[], byte[]> record) {
        if (step instanceof Ended ended) {
            end(ended, groupId, record);
            return;
        }
        groups().apply(groupId, step.changes());
        if (step instanceof Opened) {
            countOpen(1);
        } else if (step instanceof DuplicateMember) {
            metrics.repeatedMember();
        } else if (step instanceof DuplicateOpen) {
            metrics.repeatedOpen();
        } else if (step instanceof Rejected rejected) {
            deadLetter(record, rejected.reason(), rejected.detail());
        }
    }

    private void end(Ended ended, String groupId, Record<byte[], byte[]> record) {
        AdvantageGroup group = ended.group();
        byte[] value = advantages.serialize(advantagesTopic, group);
        groups().apply(groupId, ended.changes());
        countOpen(-1);
        context().forward(record.withValue(value).withHeaders(new RecordHeaders()), AggregatorTopology.ADVANTAGES_SINK);
        metrics.ended(group);
        log.atDebug()
                .addKeyValue("groupId", groupId)
                .addKeyValue("outcome", group.getOutcome())
                .addKeyValue("reason", group.getReason())
                .log("group ended");
    }

    private void deadLetter(Record<byte[], byte[]> record, DeadLetterReason reason, String detail) {
        RecordMetadata from = metadata();
        DeadLetter letter =
                new DeadLetter(AggregatorStage.NAME, reason, detail, from.topic(), from.partition(), from.offset());
        context().forward(record.withHeaders(letter.headers(record.headers())), AggregatorTopology.DEAD_LETTERS_SINK);
        metrics.deadLetter(reason);
        log.atWarn()
                .addKeyValue("record", letter.coordinates())
                .addKeyValue("reason", reason)
                .log("dead letter: {}", detail);
    }

    @Override
    public void close() {
        metrics.openGroups(-openHere);
        openHere = 0;
    }

    private void countOpen(int change) {
        openHere += change;
        metrics.openGroups(change);
    }

    private RecordMetadata metadata() {
        return context().recordMetadata().orElseThrow(() -> new IllegalStateException("a record without coordinates"));
    }

    private ProcessorContext<byte[], byte[]> context() {
        if (initialised == null) {
            throw new IllegalStateException("used before init");
        }
        return initialised;
    }

    private StoredGroups groups() {
        if (stored == null) {
            throw new IllegalStateException("used before init");
        }
        return stored;
    }
}
