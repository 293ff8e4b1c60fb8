package dev.rollstream.aggregator;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * One member within a {@link PackedGroup}: a bit set of what is present, outcome and finish reason by position (symbols are only ever
 * appended to the contract), then what is present; a text is its number in the dictionary, or -1 and itself. With two or three
 * components it takes 40 to 60 bytes. What ADVANTAGES does not carry, the member's detail, is left out.
 */
final class PackedMember {

    private static final FinishReason[] FINISH_REASONS = FinishReason.values();
    private static final MemberOutcome[] OUTCOMES = MemberOutcome.values();

    private static final int ATTEMPT = 1;
    private static final int REWARD = 1 << 1;
    private static final int TOKENS = 1 << 2;
    private static final int POLICY = 1 << 3;
    private static final int VERSION_MIN = 1 << 4;
    private static final int VERSION_MAX = 1 << 5;
    private static final int ROLLOUT = 1 << 6;
    private static final int ROLLOUT_TOPIC = 1 << 7;
    private static final int VERIFIER = 1 << 8;

    private PackedMember() {}

    /**
     * A member as the terminal record has it, without an advantage yet.
     *
     * @param verifier who decided its reward; null: not known
     */
    record Stored(Member member, @Nullable String verifier) {}

    /** Packs a member whose component kinds are in the dictionary; its slot is not part of it. */
    static void write(MemberScored member, Dictionary dictionary, ByteArrayOutputStream bytes) throws IOException {
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        RecordRef rollout = member.getRollout();
        out.writeInt(flags(member, rollout));
        out.writeInt(member.getOutcome().ordinal());
        out.writeInt(member.getFinishReason().ordinal());
        writeInt(member.getAttempt(), out);
        if (member.getReward() != null) {
            out.writeDouble(member.getReward());
        }
        writeInt(member.getTokenCount(), out);
        writeText(member.getPolicyId(), dictionary, out);
        writeLong(member.getPolicyVersionMin(), out);
        writeLong(member.getPolicyVersionMax(), out);
        writeText(member.getVerifier(), dictionary, out);
        if (rollout != null) {
            writeText(rollout.getTopic(), dictionary, out);
            out.writeInt(rollout.getPartition());
            out.writeLong(rollout.getOffset());
        }
        out.writeInt(member.getComponents().size());
        for (Component component : member.getComponents()) {
            int kind = dictionary.find(Dictionary.Kind.of(component));
            Double value = component.getValue();
            out.writeInt(value == null ? -1 - kind : kind);
            if (value != null) {
                out.writeDouble(value);
            }
        }
        out.flush();
    }

    /** Unpacks a member. */
    static Stored read(int index, Dictionary dictionary, BinaryDecoder in) throws IOException {
        Member member = new Member();
        int present = in.readInt();
        member.put("index", index);
        member.put("outcome", OUTCOMES[in.readInt()]);
        member.put("finish_reason", FINISH_REASONS[in.readInt()]);
        member.put("attempt", has(present, ATTEMPT) ? in.readInt() : null);
        member.put("reward", has(present, REWARD) ? in.readDouble() : null);
        member.put("token_count", has(present, TOKENS) ? in.readInt() : null);
        member.put("policy_id", has(present, POLICY) ? readText(dictionary, in) : null);
        member.put("policy_version_min", has(present, VERSION_MIN) ? in.readLong() : null);
        member.put("policy_version_max", has(present, VERSION_MAX) ? in.readLong() : null);
        String verifier = has(present, VERIFIER) ? readText(dictionary, in) : null;
        if (has(present, ROLLOUT)) {
            member.put("rollout", readRollout(has(present, ROLLOUT_TOPIC), dictionary, in));
        }
        member.put("components", readComponents(dictionary, in));
        return new Stored(member, verifier);
    }

    private static RecordRef readRollout(boolean hasTopic, Dictionary dictionary, BinaryDecoder in) throws IOException {
        RecordRef rollout = new RecordRef();
        rollout.put("topic", hasTopic ? readText(dictionary, in) : null);
        rollout.put("partition", in.readInt());
        rollout.put("offset", in.readLong());
        return rollout;
    }

    private static List<Component> readComponents(Dictionary dictionary, BinaryDecoder in) throws IOException {
        int count = in.readInt();
        List<Component> components = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int kind = in.readInt();
            components.add(
                    kind >= 0
                            ? dictionary.kind(kind).component(in.readDouble())
                            : dictionary.kind(-1 - kind).component(null));
        }
        return components;
    }

    private static int flags(MemberScored member, @Nullable RecordRef rollout) {
        return flag(ATTEMPT, member.getAttempt())
                | flag(REWARD, member.getReward())
                | flag(TOKENS, member.getTokenCount())
                | flag(POLICY, member.getPolicyId())
                | flag(VERSION_MIN, member.getPolicyVersionMin())
                | flag(VERSION_MAX, member.getPolicyVersionMax())
                | flag(VERIFIER, member.getVerifier())
                | flag(ROLLOUT, rollout)
                | flag(ROLLOUT_TOPIC, rollout == null ? null : rollout.getTopic());
    }

    private static int flag(int flag, @Nullable Object value) {
        return value == null ? 0 : flag;
    }

    private static boolean has(int present, int flag) {
        return (present & flag) != 0;
    }

    private static void writeInt(@Nullable Integer value, BinaryEncoder out) throws IOException {
        if (value != null) {
            out.writeInt(value);
        }
    }

    private static void writeLong(@Nullable Long value, BinaryEncoder out) throws IOException {
        if (value != null) {
            out.writeLong(value);
        }
    }

    private static void writeText(@Nullable String value, Dictionary dictionary, BinaryEncoder out) throws IOException {
        if (value == null) {
            return;
        }
        int number = dictionary.find(value);
        out.writeInt(number);
        if (number < 0) {
            out.writeString(value);
        }
    }

    private static String readText(Dictionary dictionary, BinaryDecoder in) throws IOException {
        int number = in.readInt();
        return number < 0 ? in.readString() : dictionary.text(number);
    }
}
