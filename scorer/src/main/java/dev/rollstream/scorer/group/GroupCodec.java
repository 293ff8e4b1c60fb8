package dev.rollstream.scorer.group;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Packs a {@link GroupState} into one value: 34 bytes, 8 for each slot, and while the group is open its question.
 *
 * <p>Layout, big-endian: format (byte), phase (byte), key hash, opening time, deadline (longs), duplicates, group size (ints), one
 * long for each slot; then, if open, answer, verifier, task type and the number of settings with their names and values, each
 * text as its length in bytes (int) and UTF-8.
 */
public final class GroupCodec {
    private static final byte FORMAT = 1;
    private static final int PHASE_OFFSET = 1;
    private static final int TERMS_OFFSET = 2;
    private static final int HEADER_BYTES = 34;
    /** Answer, verifier and task type. */
    private static final int FIXED_TEXTS = 3;

    private GroupCodec() {}

    /** The packed form. */
    public static byte[] encode(GroupState group) {
        Texts texts = new Texts();
        if (group.isOpen()) {
            group.question().ifPresent(texts::add);
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + group.groupSize() * Long.BYTES + texts.size);
        GroupState.Terms terms = group.terms();
        out.put(FORMAT).put(group.phase().code());
        out.putLong(terms.keyHash()).putLong(terms.openedAtMs()).putLong(terms.deadlineMs());
        out.putInt(group.duplicates()).putInt(group.groupSize());
        for (int i = 0; i < group.groupSize(); i++) {
            out.putLong(group.slot(i));
        }
        texts.writeTo(out);
        return out.array();
    }

    /**
     * Reads the packed form.
     *
     * @throws IllegalStateException if the value was written by another version
     */
    public static GroupState decode(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        requireFormat(in.get());
        Phase phase = Phase.of(in.get());
        GroupState.Terms terms = terms(in);
        int duplicates = in.getInt();
        long[] slots = new long[in.getInt()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = in.getLong();
        }
        return new GroupState(terms, slots, phase, duplicates, in.hasRemaining() ? question(in) : null);
    }

    /** Whether a packed group is open, without reading the rest. */
    public static boolean isOpen(byte[] packed) {
        requireFormat(packed[0]);
        return Phase.of(packed[PHASE_OFFSET]) == Phase.OPEN;
    }

    /** {@link GroupState#dueMs()} of a packed group, without reading the rest. */
    public static long dueMs(byte[] packed) {
        boolean open = isOpen(packed);
        GroupState.Terms terms = terms(ByteBuffer.wrap(packed).position(TERMS_OFFSET));
        return open ? terms.deadlineMs() : terms.forgetMs();
    }

    private static GroupState.Terms terms(ByteBuffer in) {
        return new GroupState.Terms(in.getLong(), in.getLong(), in.getLong());
    }

    private static void requireFormat(byte format) {
        if (format != FORMAT) {
            throw new IllegalStateException("The stored groups have format " + format + ", this version reads " + FORMAT
                    + "; run the version that wrote them, or start with a new prefix");
        }
    }

    private static Question question(ByteBuffer in) {
        String answer = text(in);
        String verifier = text(in);
        String taskType = text(in);
        int settings = in.getInt();
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < settings; i++) {
            String name = text(in);
            parameters.put(name, text(in));
        }
        return new Question(answer, verifier, parameters, taskType);
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The question's texts as bytes, and their size, before there is a buffer. */
    private static final class Texts {
        private final List<byte[]> texts = new ArrayList<>();
        private int settings;
        private int size;

        void add(Question question) {
            add(question.answer());
            add(question.verifier());
            add(question.taskType());
            settings = question.verifierParameters().size();
            size += Integer.BYTES;
            new TreeMap<>(question.verifierParameters()).forEach((name, value) -> {
                add(name);
                add(value);
            });
        }

        private void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            texts.add(bytes);
            size += Integer.BYTES + bytes.length;
        }

        void writeTo(ByteBuffer out) {
            for (int i = 0; i < texts.size(); i++) {
                if (i == FIXED_TEXTS) {
                    out.putInt(settings);
                }
                out.putInt(texts.get(i).length).put(texts.get(i));
            }
            if (texts.size() == FIXED_TEXTS) {
                out.putInt(settings);
            }
        }
    }
}
