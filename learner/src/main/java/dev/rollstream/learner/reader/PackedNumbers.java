package dev.rollstream.learner.reader;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Questions to packed little-endian arrays that are asked of every token, so two numbers at a time, without a branch and without
 * unpacking. Arrays whose length is no multiple of four bytes are not looked at to the end: their length was checked before.
 */
final class PackedNumbers {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SIGNS = 0x8000_0000_8000_0000L;
    private static final long EXPONENTS = 0x7f80_0000_7f80_0000L;

    /** Lowest bit of each exponent: added to an exponent of all ones, and only then, it carries into the sign bit. */
    private static final long EXPONENT_STEPS = 0x0080_0000_0080_0000L;

    private PackedNumbers() {}

    /** Whether no int32 is negative; there is none in an absent array. */
    static boolean noneNegative(@Nullable ByteBuffer packed) {
        if (packed == null) {
            return true;
        }
        byte[] bytes = arrayOf(packed);
        int i = offsetOf(packed);
        int end = i + packed.remaining();
        long signs = 0;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            signs |= (long) LONGS.get(bytes, i);
        }
        if (i + Integer.BYTES <= end) {
            signs |= (int) INTS.get(bytes, i) & 0xffff_ffffL;
        }
        return (signs & SIGNS) == 0;
    }

    /** Whether no float32 is NaN or infinite: those whose exponent bits are all set. */
    static boolean allFinite(@Nullable ByteBuffer packed) {
        if (packed == null) {
            return true;
        }
        byte[] bytes = arrayOf(packed);
        int i = offsetOf(packed);
        int end = i + packed.remaining();
        long carries = 0;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            carries |= ((long) LONGS.get(bytes, i) & EXPONENTS) + EXPONENT_STEPS;
        }
        if (i + Integer.BYTES <= end) {
            carries |= ((int) INTS.get(bytes, i) & 0xffff_ffffL & EXPONENTS) + EXPONENT_STEPS;
        }
        return (carries & SIGNS) == 0;
    }

    private static byte[] arrayOf(ByteBuffer packed) {
        if (packed.hasArray()) {
            return packed.array();
        }
        byte[] copy = new byte[packed.remaining()];
        packed.duplicate().get(copy);
        return copy;
    }

    private static int offsetOf(ByteBuffer packed) {
        return packed.hasArray() ? packed.arrayOffset() + packed.position() : 0;
    }
}
