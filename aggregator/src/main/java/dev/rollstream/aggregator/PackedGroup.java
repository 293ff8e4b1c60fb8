package dev.rollstream.aggregator;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOpened;
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
 * An open group as the bytes of one state-store value. A member is appended without decoding those before it.
 *
 * <p>Layout, version 1. Fixed: version (1 byte), group size, duplicates (4 bytes each, big-endian). Then, in Avro's primitive
 * encodings (zig-zag varints, length-prefixed UTF-8, little-endian doubles): run id; settings in Avro's single-object encoding,
 * which names their schema; and any number of entries, each led by its type:
 *
 * <ul>
 *   <li>TEXT: a text that members use, numbered from 0 by position
 *   <li>KIND: a reward component's name and optional weight, numbered likewise
 *   <li>MEMBER: slot, length, and the member ({@link PackedMember}), which names texts and kinds by number
 * </ul>
 *
 * <p>Entries are in the order of arrival; {@link #read} gives the members by rising index, so that order decides nothing.
 */
final class PackedGroup {

    private static final byte VERSION = 1;
    private static final int DUPLICATES_AT = 1 + Integer.BYTES;
    private static final int FIXED_BYTES = DUPLICATES_AT + Integer.BYTES;

    private static final int TEXT = 0;
    private static final int KIND = 1;
    private static final int MEMBER = 2;

    private final byte[] bytes;

    private PackedGroup(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What appending a member did. */
    record Appended(byte[] bytes, boolean taken) {}

    /** A group as it was stored. */
    static PackedGroup of(byte[] bytes) {
        if (bytes[0] != VERSION) {
            throw new IllegalStateException("group state of version " + bytes[0] + ", this program knows " + VERSION
                    + "; it was written by a newer one");
        }
        return new PackedGroup(bytes);
    }

    /** A group at its OPEN. */
    static byte[] open(String runId, GroupOpened opened) {
        Integer size = opened.getGroupSize();
        int groupSize = size == null || size < 1 ? OpenGroup.UNKNOWN_SIZE : size;
        ByteArrayOutputStream out = new ByteArrayOutputStream(400);
        out.writeBytes(ByteBuffer.allocate(FIXED_BYTES)
                .put(VERSION)
                .putInt(groupSize)
                .putInt(0)
                .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            encoder.writeString(runId);
            encoder.writeBytes(GroupOpened.getEncoder().encode(opened));
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("group settings do not fit their own schema", e);
        }
        return out.toByteArray();
    }

    /** Members that the group is to have, or {@link OpenGroup#UNKNOWN_SIZE}. */
    int groupSize() {
        return ByteBuffer.wrap(bytes).getInt(1);
    }

    /** Whether a slot exists in this group. */
    boolean hasSlot(int index) {
        int groupSize = groupSize();
        return index >= 0 && (groupSize == OpenGroup.UNKNOWN_SIZE || index < groupSize);
    }

    /** The group with one more member, or with one more duplicate if its slot is taken. */
    Appended append(MemberScored member) {
        try {
            Dictionary dictionary = new Dictionary();
            BinaryDecoder in = decoder();
            in.skipString();
            in.skipBytes();
            while (!in.isEnd()) {
                int type = in.readInt();
                if (type != MEMBER) {
                    readDefinition(type, dictionary, in);
                } else if (in.readInt() == member.getIndex()) {
                    return new Appended(withOneMoreDuplicate(), false);
                } else {
                    in.skipFixed(in.readInt());
                }
            }
            return new Appended(withMember(member, dictionary), true);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Decodes everything; needed once, at the end. */
    OpenGroup read() {
        try {
            Dictionary dictionary = new Dictionary();
            List<PackedMember.Stored> members = new ArrayList<>();
            BinaryDecoder in = decoder();
            String runId = in.readString();
            GroupOpened opened = GroupOpened.getDecoder().decode(in.readBytes(null));
            while (!in.isEnd()) {
                int type = in.readInt();
                if (type == MEMBER) {
                    int index = in.readInt();
                    in.readInt();
                    members.add(PackedMember.read(index, dictionary, in));
                } else {
                    readDefinition(type, dictionary, in);
                }
            }
            int duplicates = ByteBuffer.wrap(bytes).getInt(DUPLICATES_AT);
            return new OpenGroup(runId, groupSize(), opened, duplicates, members);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] withOneMoreDuplicate() {
        ByteBuffer copy = ByteBuffer.wrap(bytes.clone());
        copy.putInt(DUPLICATES_AT, copy.getInt(DUPLICATES_AT) + 1);
        return copy.array();
    }

    private byte[] withMember(MemberScored member, Dictionary dictionary) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 128);
        out.writeBytes(bytes);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        define(member.getPolicyId(), dictionary, encoder);
        define(member.getVerifier(), dictionary, encoder);
        RecordRef rollout = member.getRollout();
        define(rollout == null ? null : rollout.getTopic(), dictionary, encoder);
        for (Component component : member.getComponents()) {
            define(Dictionary.Kind.of(component), dictionary, encoder);
        }
        byte[] packed = PackedMember.write(member, dictionary);
        encoder.writeInt(MEMBER);
        encoder.writeInt(member.getIndex());
        encoder.writeInt(packed.length);
        encoder.writeFixed(packed);
        encoder.flush();
        return out.toByteArray();
    }

    private static void define(@Nullable String text, Dictionary dictionary, BinaryEncoder out) throws IOException {
        if (text != null && dictionary.find(text) < 0) {
            out.writeInt(TEXT);
            out.writeString(text);
            dictionary.add(text);
        }
    }

    private static void define(Dictionary.Kind kind, Dictionary dictionary, BinaryEncoder out) throws IOException {
        if (dictionary.find(kind) < 0) {
            Double weight = kind.weight();
            out.writeInt(KIND);
            out.writeString(kind.name());
            out.writeBoolean(weight != null);
            if (weight != null) {
                out.writeDouble(weight);
            }
            dictionary.add(kind);
        }
    }

    private static void readDefinition(int type, Dictionary dictionary, BinaryDecoder in) throws IOException {
        if (type == TEXT) {
            dictionary.add(in.readString());
        } else if (type == KIND) {
            String name = in.readString();
            dictionary.add(new Dictionary.Kind(name, in.readBoolean() ? in.readDouble() : null));
        } else {
            throw new IOException("an entry of type " + type);
        }
    }

    private BinaryDecoder decoder() {
        return DecoderFactory.get().binaryDecoder(bytes, FIXED_BYTES, bytes.length - FIXED_BYTES, null);
    }

    private UncheckedIOException unreadable(IOException cause) {
        return new UncheckedIOException("group state of " + bytes.length + " bytes cannot be read", cause);
    }
}
