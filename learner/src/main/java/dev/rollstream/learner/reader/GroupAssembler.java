package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
     * @param payload what came of each of its references, in their order
     * @throws Stopped if the reader is closed meanwhile
     */
    Verdict assemble(Entry.Candidate candidate, List<Payload> payload) {
        GroupRef ref = candidate.group().ref();
        for (Payload part : payload) {
            if (part instanceof Payload.Forged forged) {
                return refuse(ref, ReceiptOutcome.PAYLOAD_INVALID, forged.detail());
            }
        }
        List<ConsumerRecord<byte[], ByteBuffer>> records = new ArrayList<>(payload.size());
        for (Payload part : payload) {
            if (part instanceof Payload.Gone gone) {
                return refuse(ref, ReceiptOutcome.PAYLOAD_GONE, gone.detail());
            }
            records.add(((Payload.Found) part).record());
        }
        try {
            return new Verdict.Train(decode(candidate.group(), candidate.refs(), records));
        } catch (InvalidPayloadException e) {
            return refuse(ref, ReceiptOutcome.PAYLOAD_INVALID, e.problem());
        }
    }

    private TrainingGroup decode(
            IndexedGroup group, GroupReferences refs, List<ConsumerRecord<byte[], ByteBuffer>> records)
            throws InvalidPayloadException {
        Task task = tasks.decode(records.get(0));
        TaskCheck.check(task, group, refs.members());
        long bytes = records.get(0).serializedValueSize();
        List<TrainingMember> members = new ArrayList<>(refs.members().size());
        for (int i = 0; i < refs.members().size(); i++) {
            Member member = refs.members().get(i);
            ConsumerRecord<byte[], ByteBuffer> record = records.get(i + 1);
            Rollout rollout = rollouts.decode(record);
            RolloutCheck.check(rollout, group, member, refs.task());
            members.add(new TrainingMember(member, rollout));
            bytes += record.serializedValueSize();
        }
        return new TrainingGroup(group.ref(), group.advantages(), task, members, bytes);
    }

    static Verdict refuse(GroupRef group, ReceiptOutcome outcome, String detail) {
        return new Verdict.Refuse(new Refused(group, outcome, detail));
    }

    /** The group of a decoded terminal record, by the record's key. */
    static IndexedGroup indexed(ConsumerRecord<byte[], ByteBuffer> record, AdvantageGroup advantages) {
        return new IndexedGroup(
                new GroupRef(keyOf(record), advantages.getRunId(), record.partition(), record.offset()), advantages);
    }

    /** The group of a terminal record that cannot be decoded, as far as its key tells. */
    static GroupRef unreadable(ConsumerRecord<byte[], ByteBuffer> record) {
        String key = keyOf(record);
        String runId;
        try {
            runId = GroupId.parse(key).runId();
        } catch (IllegalArgumentException e) {
            runId = NO_RUN;
        }
        return new GroupRef(key, runId, record.partition(), record.offset());
    }

    private static String keyOf(ConsumerRecord<byte[], ByteBuffer> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
