package dev.rollstream.learner;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Puts a group together from its terminal record and its payload, and judges it. The only place that refuses a payload. */
final class GroupAssembler {
    private static final String NO_RUN = "";

    private final PatientDecoder<Task> tasks;
    private final PatientDecoder<Rollout> rollouts;

    GroupAssembler(PatientDecoder<Task> tasks, PatientDecoder<Rollout> rollouts) {
        this.tasks = tasks;
        this.rollouts = rollouts;
    }

    /**
     * Judges a group whose payload was looked for.
     *
     * @param payloads what came of each of its references
     * @throws Stopped if the reader is closed meanwhile
     */
    Verdict assemble(IndexedGroup group, GroupReferences refs, Map<PayloadRef, Payload> payloads) {
        List<Payload> found = refs.all().stream().map(payloads::get).toList();
        for (Payload payload : found) {
            if (payload instanceof Payload.Forged forged) {
                return refuse(group.ref(), ReceiptOutcome.PAYLOAD_INVALID, forged.detail());
            }
        }
        for (Payload payload : found) {
            if (payload instanceof Payload.Gone gone) {
                return refuse(group.ref(), ReceiptOutcome.PAYLOAD_GONE, gone.detail());
            }
        }
        try {
            return new Verdict.Train(decode(group, refs, payloads));
        } catch (InvalidPayloadException e) {
            return refuse(group.ref(), ReceiptOutcome.PAYLOAD_INVALID, e.problem());
        }
    }

    private TrainingGroup decode(IndexedGroup group, GroupReferences refs, Map<PayloadRef, Payload> payloads)
            throws InvalidPayloadException {
        Task task = tasks.decode(recordOf(payloads, refs.task()));
        TaskCheck.check(
                task, group, refs.members().stream().map(Member::getIndex).toList());
        List<TrainingMember> members = new ArrayList<>();
        for (int i = 0; i < refs.members().size(); i++) {
            Member member = refs.members().get(i);
            Rollout rollout = rollouts.decode(recordOf(payloads, refs.rollouts().get(i)));
            RolloutCheck.check(rollout, group, member, refs.task());
            members.add(new TrainingMember(member, rollout));
        }
        return new TrainingGroup(group.ref(), group.advantages(), task, members, bytesOf(refs, payloads));
    }

    /** Bytes of what was found of a group's payload. */
    static long bytesOf(GroupReferences refs, Map<PayloadRef, Payload> payloads) {
        long bytes = 0;
        for (PayloadRef ref : refs.all()) {
            if (payloads.get(ref) instanceof Payload.Found found) {
                bytes += Math.max(0, found.record().serializedValueSize());
            }
        }
        return bytes;
    }

    private static ConsumerRecord<byte[], byte[]> recordOf(Map<PayloadRef, Payload> payloads, PayloadRef ref) {
        if (payloads.get(ref) instanceof Payload.Found found) {
            return found.record();
        }
        throw new IllegalStateException("nothing came of the reference " + ref);
    }

    static Verdict refuse(GroupRef group, ReceiptOutcome outcome, String detail) {
        return new Verdict.Refuse(new Refused(group, outcome, detail));
    }

    /** The group of a decoded terminal record, by the record's key. */
    static IndexedGroup indexed(ConsumerRecord<byte[], byte[]> record, AdvantageGroup advantages) {
        return new IndexedGroup(
                new GroupRef(keyOf(record), advantages.getRunId(), record.partition(), record.offset()), advantages);
    }

    /** The group of a terminal record that cannot be decoded, as far as its key tells. */
    static GroupRef unreadable(ConsumerRecord<byte[], byte[]> record) {
        String key = keyOf(record);
        String runId;
        try {
            runId = GroupId.parse(key).runId();
        } catch (IllegalArgumentException e) {
            runId = NO_RUN;
        }
        return new GroupRef(key, runId, record.partition(), record.offset());
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
