package dev.rollstream.scorer;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.Cancel;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.scorer.group.ContentHash;
import dev.rollstream.scorer.group.GroupState;
import dev.rollstream.scorer.group.Question;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an answer key or a cancellation. A key opens its group and releases the rollouts that waited for it; the same
 * key again changes nothing. A key that cannot be used is dead-lettered by its coordinates alone: its bytes hold the answer.
 *
 * <p>A key and its cancellation come from one producer in one partition, so a cancellation of an unknown group cancels nothing
 * that will come, and is a dead letter as well.
 */
final class AnswerKeyHandler {
    private static final int MAX_KEY_BYTES = 256 << 10;
    private static final int MAX_REASON_LENGTH = 500;

    private final TaskParts parts;
    private final Consumer<Inbound> rollouts;
    private final AvroDeserializer<AnswerKeyEvent> deserializer;

    /**
     * A handler for one partition.
     *
     * @param rollouts takes the rollouts that waited for a key
     */
    AnswerKeyHandler(TaskParts parts, Consumer<Inbound> rollouts, RegistryClient registry) {
        this.parts = parts;
        this.rollouts = rollouts;
        this.deserializer = new AvroDeserializer<>(AnswerKeyEvent.class, registry);
    }

    void handle(Inbound in) {
        AnswerKeyEvent event;
        try {
            event = deserializer.deserialize(in.at().topic(), in.headers(), in.value());
        } catch (UndecodableRecordException e) {
            reject(in, DeadLetterReason.UNDECODABLE, e.reason().name());
            return;
        }
        if (event == null) {
            reject(in, DeadLetterReason.UNDECODABLE, "the record has no value");
            return;
        }
        if (!in.isWhereItsKeyBelongs(parts.partitions())) {
            reject(in, DeadLetterReason.WRONG_PARTITION, "the key belongs to another partition");
            return;
        }
        handle(in, event);
    }

    private void handle(Inbound in, AnswerKeyEvent event) {
        String problem = event.getGroupId().equals(in.keyText())
                ? GroupIds.problem(event.getGroupId(), event.getRunId())
                : "the record's key is not its group id";
        if (problem != null) {
            reject(in, DeadLetterReason.INVALID, problem);
        } else if (event.getType() == AnswerKeyEventType.KEY && event.getAnswerKey() != null) {
            key(in, event.getGroupId(), event.getAnswerKey());
        } else if (event.getType() == AnswerKeyEventType.CANCEL) {
            cancel(in, event.getGroupId(), event.getCancel());
        } else {
            reject(in, DeadLetterReason.INVALID, "type " + event.getType() + " without its field");
        }
    }

    private void key(Inbound in, String groupId, AnswerKey key) {
        String problem = problem(key);
        long hash = ContentHash.of(Objects.requireNonNull(in.value()));
        Optional<GroupState> known = parts.groups().find(groupId);
        if (problem != null) {
            reject(in, DeadLetterReason.INVALID, problem);
        } else if (in.valueBytes() > MAX_KEY_BYTES) {
            reject(in, DeadLetterReason.OVERSIZE, "the answer key has " + in.valueBytes() + " bytes");
        } else if (known.isEmpty()) {
            open(in, groupId, key, hash);
        } else if (known.get().keyHash() == hash) {
            parts.metrics().repeatedKey();
        } else {
            reject(in, DeadLetterReason.CONFLICT, "the group has another answer key already");
        }
    }

    private @Nullable String problem(AnswerKey key) {
        if (key.getAnswer() == null
                || key.getVerifier() == null
                || key.getVerifier().isBlank()) {
            return "answer and verifier must be set";
        }
        int maxGroupSize = parts.options().maxGroupSize();
        Integer groupSize = key.getGroupSize();
        if (groupSize == null || groupSize < 1 || groupSize > maxGroupSize) {
            return "group_size is " + groupSize + ", must be 1 to " + maxGroupSize;
        }
        long maxTtlMs = parts.options().maxTtl().toMillis();
        Long ttlMs = key.getTtlMs();
        if (ttlMs == null || ttlMs < 1 || ttlMs > maxTtlMs) {
            return "ttl_ms is " + ttlMs + ", must be 1 to " + maxTtlMs;
        }
        return null;
    }

    private void open(Inbound in, String groupId, AnswerKey key, long hash) {
        Question question = new Question(
                key.getAnswer(),
                key.getVerifier(),
                key.getVerifierParameters(),
                Objects.requireNonNullElse(key.getTaskType(), ""));
        GroupState group = GroupState.open(question, key.getGroupSize(), in.appendedAtMs(), key.getTtlMs(), hash);
        String verifierId = parts.scorer().verifierId(key.getVerifier());
        byte[] encoded = parts.outbox()
                .encode(RewardEvents.opened(groupId, key, verifierId, in.appendedAtMs(), group.deadlineMs()));
        if (!parts.outbox().fits(encoded)) {
            reject(in, DeadLetterReason.OVERSIZE, "the group's settings have " + encoded.length + " bytes");
            return;
        }
        parts.outbox().reward(groupId, encoded, in.appendedAtMs());
        parts.groups().add(groupId, group);
        parts.parked().release(groupId, rollouts);
    }

    private void cancel(Inbound in, String groupId, @Nullable Cancel cancel) {
        Optional<GroupState> known = parts.groups().find(groupId);
        if (known.isEmpty()) {
            reject(in, DeadLetterReason.NO_ANSWER_KEY, "a cancellation of a group that is not known");
            return;
        }
        GroupState group = known.get();
        if (group.cancel()) {
            String reason = cancel == null ? null : cancel.getReason();
            parts.groups().announceEnd(groupId, group, shorten(reason), in.appendedAtMs());
            parts.groups().save(groupId, group);
        }
    }

    private static @Nullable String shorten(@Nullable String reason) {
        return reason == null || reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }

    private void reject(Inbound in, DeadLetterReason reason, String detail) {
        parts.outbox().deadAnswerKey(in, reason, detail);
    }
}
