package dev.rollstream.aggregator;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * An open group as the bytes of one state-store value.
 *
 * <p>Layout, version 1, in Avro's primitive encodings (zig-zag varints, length-prefixed UTF-8, little-endian doubles): version,
 * run id, group size, settings, duplicates; then the texts and the reward components (name and weight) that occur, once each; then
 * the members by rising index, which name those by number. A member of two or three components takes 40 to 60 bytes. What
 * ADVANTAGES does not carry (a member's detail) is left out.
 *
 * <p>Enums are stored by position: symbols are only ever appended to the contract.
 */
final class GroupCodec {

    private static final int VERSION = 1;
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

    private GroupCodec() {}

    static byte[] encode(OpenGroup group) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            out.writeInt(VERSION);
            out.writeString(group.runId());
            out.writeInt(group.groupSize());
            out.writeBytes(group.openedBytes());
            out.writeInt(group.duplicates());
            Dictionary dictionary = Dictionary.of(group.members());
            dictionary.write(out);
            out.writeInt(group.members().size());
            for (MemberScored member : group.members()) {
                writeMember(member, dictionary, out);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static OpenGroup decode(byte[] bytes) {
        BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, null);
        try {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalStateException("group state of version " + version + ", this program knows " + VERSION
                        + "; it was written by a newer one");
            }
            String runId = in.readString();
            int groupSize = in.readInt();
            ByteBuffer opened = in.readBytes(null);
            byte[] openedBytes = new byte[opened.remaining()];
            opened.get(openedBytes);
            OpenGroup group = new OpenGroup(runId, groupSize, openedBytes, in.readInt());
            Dictionary dictionary = Dictionary.read(in);
            int members = in.readInt();
            for (int i = 0; i < members; i++) {
                group.take(readMember(dictionary, in));
            }
            return group;
        } catch (IOException e) {
            throw new UncheckedIOException("group state of " + bytes.length + " bytes cannot be read", e);
        }
    }

    private static void writeMember(MemberScored member, Dictionary dictionary, BinaryEncoder out) throws IOException {
        RecordRef rollout = member.getRollout();
        int present = flags(member, rollout);
        out.writeInt(present);
        out.writeInt(member.getIndex());
        out.writeInt(member.getOutcome().ordinal());
        out.writeInt(member.getFinishReason().ordinal());
        writeInt(member.getAttempt(), out);
        if (has(present, REWARD)) {
            out.writeDouble(member.getReward());
        }
        writeInt(member.getTokenCount(), out);
        writeText(member.getPolicyId(), dictionary, out);
        writeLong(member.getPolicyVersionMin(), out);
        writeLong(member.getPolicyVersionMax(), out);
        writeText(member.getVerifier(), dictionary, out);
        if (has(present, ROLLOUT)) {
            writeText(rollout.getTopic(), dictionary, out);
            out.writeInt(rollout.getPartition());
            out.writeLong(rollout.getOffset());
        }
        out.writeInt(member.getComponents().size());
        for (Component component : member.getComponents()) {
            int number = dictionary.numberOf(component);
            boolean hasValue = component.getValue() != null;
            out.writeInt(hasValue ? number : -1 - number);
            if (hasValue) {
                out.writeDouble(component.getValue());
            }
        }
    }

    private static MemberScored readMember(Dictionary dictionary, BinaryDecoder in) throws IOException {
        MemberScored.Builder member = MemberScored.newBuilder();
        int present = in.readInt();
        member.setIndex(in.readInt());
        member.setOutcome(OUTCOMES[in.readInt()]);
        member.setFinishReason(FINISH_REASONS[in.readInt()]);
        if (has(present, ATTEMPT)) {
            member.setAttempt(in.readInt());
        }
        if (has(present, REWARD)) {
            member.setReward(in.readDouble());
        }
        if (has(present, TOKENS)) {
            member.setTokenCount(in.readInt());
        }
        if (has(present, POLICY)) {
            member.setPolicyId(dictionary.text(in.readInt()));
        }
        if (has(present, VERSION_MIN)) {
            member.setPolicyVersionMin(in.readLong());
        }
        if (has(present, VERSION_MAX)) {
            member.setPolicyVersionMax(in.readLong());
        }
        if (has(present, VERIFIER)) {
            member.setVerifier(dictionary.text(in.readInt()));
        }
        if (has(present, ROLLOUT)) {
            member.setRollout(readRollout(has(present, ROLLOUT_TOPIC), dictionary, in));
        }
        return member.setComponents(readComponents(dictionary, in)).build();
    }

    private static RecordRef readRollout(boolean hasTopic, Dictionary dictionary, BinaryDecoder in) throws IOException {
        RecordRef.Builder rollout = RecordRef.newBuilder();
        if (hasTopic) {
            rollout.setTopic(dictionary.text(in.readInt()));
        }
        return rollout.setPartition(in.readInt()).setOffset(in.readLong()).build();
    }

    private static List<Component> readComponents(Dictionary dictionary, BinaryDecoder in) throws IOException {
        int count = in.readInt();
        List<Component> components = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int number = in.readInt();
            components.add(
                    number >= 0
                            ? dictionary.component(number, in.readDouble())
                            : dictionary.component(-1 - number, null));
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
        if (value != null) {
            out.writeInt(dictionary.numberOf(value));
        }
    }
}
