package dev.rollstream.avro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Number arrays as {@code bytes} fields: little-endian, four bytes each, nothing else. In numpy, {@code
 * numpy.frombuffer(value, "<i4")} reads what {@link #packInts} wrote and {@code numpy.frombuffer(value, "<f4")} what {@link
 * #packFloats} wrote, without a copy; {@code array.astype("<i4").tobytes()} and {@code array.astype("<f4").tobytes()} write
 * what the unpacking methods read.
 *
 * <p>A count stands beside each array in its record. Unpacking checks it against the bytes, which come from other programs.
 * Buffers keep their position and limit.
 */
public final class PackedArrays {
    private static final int BYTES = 4;

    private PackedArrays() {}

    /** Packs int32 values: 4 bytes each. */
    public static ByteBuffer packInts(int[] values) {
        ByteBuffer packed = allocate(values.length);
        packed.asIntBuffer().put(values);
        return packed;
    }

    /** Packs float32 values: 4 bytes each. Keeps NaN and infinities, for which {@link #isFinite} looks. */
    public static ByteBuffer packFloats(float[] values) {
        ByteBuffer packed = allocate(values.length);
        packed.asFloatBuffer().put(values);
        return packed;
    }

    /** Packs doubles as float32, rounding to nearest: 4 bytes each. */
    public static ByteBuffer packFloats(double[] values) {
        ByteBuffer packed = allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            packed.putFloat(i * BYTES, (float) values[i]);
        }
        return packed;
    }

    private static ByteBuffer allocate(int count) {
        return ByteBuffer.allocate(Math.multiplyExact(count, BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Unpacks int32 values.
     *
     * @param count how many the record says there are
     * @throws IllegalArgumentException if the bytes are not {@code 4 * count}
     */
    public static int[] unpackInts(ByteBuffer packed, int count) {
        int[] values = new int[checked(packed, count)];
        packed.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
        return values;
    }

    /**
     * Unpacks float32 values.
     *
     * @param count how many the record says there are
     * @throws IllegalArgumentException if the bytes are not {@code 4 * count}
     */
    public static float[] unpackFloats(ByteBuffer packed, int count) {
        float[] values = new float[checked(packed, count)];
        packed.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** Whether the bytes are exactly that many packed values. */
    public static boolean holds(ByteBuffer packed, int count) {
        return count >= 0 && packed.remaining() == (long) BYTES * count;
    }

    private static int checked(ByteBuffer packed, int count) {
        if (!holds(packed, count)) {
            throw new IllegalArgumentException("packed array has " + packed.remaining() + " bytes, but " + count
                    + " values of 4 bytes were announced");
        }
        return count;
    }

    /** Whether no value is NaN or infinite, as log-probabilities must be. */
    public static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the buffer's float32 values hold no NaN and no infinity; looks without unpacking. Trailing bytes of no whole
     * value are not looked at.
     */
    public static boolean isFinite(ByteBuffer packedFloats) {
        ByteBuffer values = packedFloats.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (values.remaining() >= BYTES) {
            if (!Float.isFinite(values.getFloat())) {
                return false;
            }
        }
        return true;
    }
}
