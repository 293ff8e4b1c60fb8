package dev.rollstream.scorer;

import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.Projection;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.scorer.group.ContentHash;
import dev.rollstream.scorer.group.GroupState;
import dev.rollstream.scorer.group.Question;
import dev.rollstream.scorer.group.SlotClaim;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a rollout. In this order: undecodable bytes, a record in the wrong partition and one that breaks the contract
 * are dead letters; one whose group is not known waits for its key; one at or after its group's deadline ends the group; then the
 * slot decides.
 *
 * <p>Only the fields that decide a reward or travel with it are decoded; token arrays and log-probabilities are skipped.
 */
final class RolloutHandler {
    private static final int MAX_POLICY_ID_LENGTH = 256;
    private static final byte[] NO_TEXT = {};
    private static final Schema READER = Projection.without(
            Rollout.getClassSchema(), "sequences", "messages", "timings", "sampling", "worker", "engine");

    private final TaskParts parts;
    private final AvroDeserializer<Rollout> deserializer;

    RolloutHandler(TaskParts parts, RegistryClient registry) {
        this.parts = parts;
        this.deserializer = new AvroDeserializer<>(READER, registry);
    }

    /** Handles a rollout as it was read, or again once its key has come. */
    void handle(Inbound in) {
        Rollout rollout;
        try {
            rollout = deserializer.deserialize(in.at().topic(), in.headers(), in.value());
        } catch (UndecodableRecordException e) {
            reject(in, DeadLetterReason.UNDECODABLE, String.valueOf(e.getMessage()));
            return;
        }
        if (rollout == null) {
            reject(in, DeadLetterReason.UNDECODABLE, "the record has no value");
        } else if (!in.isWhereItsKeyBelongs(parts.partitions())) {
            reject(
                    in,
                    DeadLetterReason.WRONG_PARTITION,
                    "the key belongs to another partition: use the partition of the task");
        } else {
            handle(in, rollout);
        }
    }

    private void handle(Inbound in, Rollout rollout) {
        String problem = problem(in, rollout);
        if (problem != null) {
            reject(in, DeadLetterReason.INVALID, problem);
            return;
        }
        Optional<GroupState> group = parts.groups().find(rollout.getGroupId());
        if (group.isEmpty()) {
            park(in, rollout);
        } else if (!RewardEvents.runId(rollout.getGroupId()).equals(rollout.getRunId())) {
            reject(in, DeadLetterReason.INVALID, "run_id is not the run of group_id");
        } else {
            settle(in, rollout, group.get());
        }
    }

    private void park(Inbound in, Rollout rollout) {
        String problem = GroupIds.problem(rollout.getGroupId(), rollout.getRunId());
        if (problem != null) {
            reject(in, DeadLetterReason.INVALID, problem);
            return;
        }
        switch (parts.parked().park(rollout.getGroupId(), in)) {
            case PARKED -> parts.metrics().parked();
            case FULL ->
                reject(
                        in,
                        DeadLetterReason.PARK_FULL,
                        "its answer key has not come, and too many rollouts wait for theirs");
            case TOO_LARGE ->
                reject(
                        in,
                        DeadLetterReason.OVERSIZE,
                        "its answer key has not come, and it is too large to wait for it");
        }
    }

    private @Nullable String problem(Inbound in, Rollout rollout) {
        String groupId = rollout.getGroupId();
        if (!groupId.equals(in.keyText())) {
            return "the record's key is not its group id";
        }
        if (groupId.length() > GroupId.MAX_LENGTH) {
            return "group_id has " + groupId.length() + " characters, at most " + GroupId.MAX_LENGTH + " are allowed";
        }
        if (rollout.getIndex() < 0 || rollout.getIndex() >= parts.options().maxGroupSize()) {
            return "index " + rollout.getIndex() + " is outside any group";
        }
        Integer tokens = rollout.getTokenCount();
        if (tokens != null && tokens < 0) {
            return "token_count is " + tokens;
        }
        String policy = rollout.getPolicyId();
        if (policy != null && policy.length() > MAX_POLICY_ID_LENGTH) {
            return "policy_id has " + policy.length() + " characters, at most " + MAX_POLICY_ID_LENGTH + " are allowed";
        }
        return null;
    }

    private void settle(Inbound in, Rollout rollout, GroupState group) {
        boolean wasOpen = group.isOpen();
        Optional<Question> question = group.question();
        if (group.expire(in.appendedAtMs())) {
            parts.groups().announceEnd(rollout.getGroupId(), group, null, group.deadlineMs());
        }
        SlotClaim claim = group.claim(rollout.getIndex(), contentHash(rollout));
        if (!parts.options().slotsOnce() && claim.isRepeat() && group.isOpen()) {
            claim = SlotClaim.TAKEN;
        }
        switch (claim) {
            case TAKEN, TAKEN_LAST -> member(in, rollout, group, question.orElseThrow());
            case DUPLICATE -> parts.metrics().duplicate();
            case CONFLICT ->
                reject(in, DeadLetterReason.CONFLICT, "slot " + rollout.getIndex() + " is taken by another completion");
            case LATE -> reject(in, DeadLetterReason.LATE, "the group has ended by " + group.phase());
            case NO_SUCH_SLOT ->
                reject(
                        in,
                        DeadLetterReason.INVALID,
                        "index " + rollout.getIndex() + " of a group of " + group.groupSize());
        }
        if (claim == SlotClaim.TAKEN_LAST) {
            long endedAtMs = Math.max(group.openedAtMs(), in.appendedAtMs());
            parts.groups().announceEnd(rollout.getGroupId(), group, null, endedAtMs);
        }
        if (wasOpen) {
            parts.groups().save(rollout.getGroupId(), group);
        }
    }

    private void member(Inbound in, Rollout rollout, GroupState group, Question question) {
        String groupId = rollout.getGroupId();
        MemberScorer.Judged judged = parts.scorer().score(rollout, question, in.at());
        judged.answer().ifPresent(answer -> group.answered(rollout.getIndex(), answer));
        MemberScored member = judged.member();
        byte[] encoded = parts.outbox().encode(RewardEvents.member(groupId, member));
        if (!parts.outbox().fits(encoded)) {
            member = parts.scorer().tooLarge(rollout, question, in.at());
            encoded = parts.outbox().encode(RewardEvents.member(groupId, member));
        }
        parts.outbox().reward(groupId, encoded, in.appendedAtMs());
        parts.metrics().member(question.taskType(), member);
    }

    /** Of what decides the reward: a worker that delivers the same completion twice is no conflict. */
    private static long contentHash(Rollout rollout) {
        String text = rollout.getText();
        int salt = rollout.getFinishReason().name().hashCode() + (text == null ? 1 : 0);
        return ContentHash.of(text == null ? NO_TEXT : text.getBytes(StandardCharsets.UTF_8), salt);
    }

    void reject(Inbound in, DeadLetterReason reason, String detail) {
        parts.outbox().deadRollout(in, reason, detail);
    }
}
