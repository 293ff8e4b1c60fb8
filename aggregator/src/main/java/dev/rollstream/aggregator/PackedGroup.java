package dev.rollstream.aggregator;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupSize;
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
 * An open group as the rows of a state store: a head with what members share, and a row for each member, which is written once. So
 * what a group costs grows with its members, and not with their square, at whatever pace they come.
 *
 * <p>Layout, version 1. The head: version (1 byte), group size (4 bytes, big-endian); then, in Avro's primitive encodings (zig-zag
 * varints, length-prefixed UTF-8, little-endian doubles): run id; settings in Avro's single-object encoding, which names their
 * schema; and any number of entries, each led by its type:
 *
 * <ul>
 *   <li>TEXT: a text that members use, numbered from 0 by position
 *   <li>KIND: a reward component's name and optional weight, numbered likewise
 * </ul>
 *
 * <p>A member's row: how often its slot was filled again (4 bytes, big-endian), and the member ({@link PackedMember}), which names
 * texts and kinds by number. The head grows with the first member as a rule, and never again: of texts, which may come from
 * workers, it takes the first few, and members carry the others themselves.
 */
final class PackedGroup {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + Integer.BYTES;
    private static final int MAX_SHARED_TEXTS = 16;

    private static final int TEXT = 0;
    private static final int KIND = 1;

    private final byte[] head;

    private PackedGroup(byte[] head) {
        this.head = head;
    }

    /**
     * A member, and the head that goes with it.
     *
     * @param headHasGrown whether the head is another than before
     */
    record Packed(byte[] head, boolean headHasGrown, byte[] member) {}

    /** A group by its head. */
    static PackedGroup of(byte[] head) {
        if (head[0] != VERSION) {
            throw new IllegalStateException("group state of version " + head[0] + ", this program knows " + VERSION
                    + "; it was written by a newer one");
        }
        return new PackedGroup(head);
    }

    /** The head of a group at its OPEN. */
    static byte[] open(String runId, GroupOpened opened) {
        Integer size = opened.getGroupSize();
        int groupSize = size != null && GroupSize.isUsable(size) ? size : OpenGroup.UNKNOWN_SIZE;
        ByteArrayOutputStream out = new ByteArrayOutputStream(400);
        out.writeBytes(
                ByteBuffer.allocate(FIXED_BYTES).put(VERSION).putInt(groupSize).array());
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
        return ByteBuffer.wrap(head).getInt(1);
    }

    /** Whether a slot exists in this group. */
    boolean hasSlot(int index) {
        return index >= 0 && index < groupSize();
    }

    /** A member as its row, before any repetition. */
    Packed pack(MemberScored member) {
        try {
            Dictionary dictionary = new Dictionary();
            BinaryDecoder in = decoder(head, FIXED_BYTES);
            in.skipString();
            in.skipBytes();
            readDefinitions(dictionary, in);
            byte[] added = define(member, dictionary);
            ByteArrayOutputStream row = new ByteArrayOutputStream(96);
            row.writeBytes(new byte[Integer.BYTES]);
            PackedMember.write(member, dictionary, row);
            return new Packed(withEntries(added), added.length > 0, row.toByteArray());
        } catch (IOException e) {
            throw unreadable(head, e);
        }
    }

    private byte[] withEntries(byte[] added) {
        return ByteBuffer.allocate(head.length + added.length)
                .put(head)
                .put(added)
                .array();
    }

    /** The row of a member whose slot was filled once more. */
    static byte[] repeated(byte[] row) {
        ByteBuffer copy = ByteBuffer.wrap(row.clone());
        copy.putInt(0, copy.getInt(0) + 1);
        return copy.array();
    }

    /** Decodes everything; needed once, at the end. */
    OpenGroup read(GroupRows rows) {
        Dictionary dictionary = new Dictionary();
        String runId;
        GroupOpened opened;
        try {
            BinaryDecoder in = decoder(head, FIXED_BYTES);
            runId = in.readString();
            opened = GroupOpened.getDecoder().decode(in.readBytes(null));
            readDefinitions(dictionary, in);
        } catch (IOException e) {
            throw unreadable(head, e);
        }
        List<PackedMember.Stored> members = new ArrayList<>();
        int duplicates = 0;
        long packedBytes = head.length;
        for (int slot = 0; slot < groupSize(); slot++) {
            byte[] row = rows.get(slot);
            if (row != null) {
                members.add(readMember(slot, row, dictionary));
                duplicates += ByteBuffer.wrap(row).getInt();
                packedBytes += row.length;
            }
        }
        return new OpenGroup(runId, groupSize(), opened, duplicates, members, packedBytes);
    }

    private static PackedMember.Stored readMember(int slot, byte[] row, Dictionary dictionary) {
        try {
            return PackedMember.read(slot, dictionary, decoder(row, Integer.BYTES));
        } catch (IOException e) {
            throw unreadable(row, e);
        }
    }

    /** Takes up what a member uses and the dictionary lacks, and gives the entries that say so. */
    private static byte[] define(MemberScored member, Dictionary dictionary) throws IOException {
        ByteArrayOutputStream entries = new ByteArrayOutputStream(64);
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(entries, null);
        define(member.getPolicyId(), dictionary, out);
        define(member.getVerifier(), dictionary, out);
        RecordRef rollout = member.getRollout();
        define(rollout == null ? null : rollout.getTopic(), dictionary, out);
        for (Component component : member.getComponents()) {
            define(Dictionary.Kind.of(component), dictionary, out);
        }
        out.flush();
        return entries.toByteArray();
    }

    private static void define(@Nullable String text, Dictionary dictionary, BinaryEncoder out) throws IOException {
        if (text != null && dictionary.find(text) < 0 && dictionary.texts() < MAX_SHARED_TEXTS) {
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

    private static void readDefinitions(Dictionary dictionary, BinaryDecoder in) throws IOException {
        while (!in.isEnd()) {
            int type = in.readInt();
            if (type == TEXT) {
                dictionary.add(in.readString());
            } else if (type == KIND) {
                String name = in.readString();
                dictionary.add(new Dictionary.Kind(name, in.readBoolean() ? in.readDouble() : null));
            } else {
                throw new IOException("an entry of type " + type);
            }
        }
    }

    private static BinaryDecoder decoder(byte[] bytes, int from) {
        return DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
    }

    private static UncheckedIOException unreadable(byte[] row, IOException cause) {
        return new UncheckedIOException("a row of group state of " + row.length + " bytes cannot be read", cause);
    }
}
