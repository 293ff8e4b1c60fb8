package dev.rollstream.pretext.depth;

import java.nio.ByteBuffer;

/** How one number is stored. */
enum NumberType {
    /** IEEE 754 binary16. */
    FLOAT16(2) {
        @Override
        void read(ByteBuffer from, float[] to, int at, int count) {
            for (int i = 0; i < count; i++) {
                to[at + i] = half(from.getShort(from.position() + 2 * i));
            }
        }
    },
    /** IEEE 754 binary32. */
    FLOAT32(4) {
        @Override
        void read(ByteBuffer from, float[] to, int at, int count) {
            from.asFloatBuffer().get(to, at, count);
        }
    },
    /** IEEE 754 binary64, rounded to binary32. */
    FLOAT64(8) {
        @Override
        void read(ByteBuffer from, float[] to, int at, int count) {
            for (int i = 0; i < count; i++) {
                to[at + i] = (float) from.getDouble(from.position() + 8 * i);
            }
        }
    },
    /** 0 to 65,535; by convention millimetres, 0 for unknown. */
    UINT16(2) {
        @Override
        void read(ByteBuffer from, float[] to, int at, int count) {
            for (int i = 0; i < count; i++) {
                to[at + i] = Short.toUnsignedInt(from.getShort(from.position() + 2 * i));
            }
        }
    };

    private final int sizeBytes;

    NumberType(int sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /** Reads {@code count} numbers from the buffer's position on, in its byte order; the position stays where it is. */
    abstract void read(ByteBuffer from, float[] to, int at, int count);

    private static float half(short bits) {
        int sign = bits < 0 ? -1 : 1;
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0x1F) {
            return fraction != 0 ? Float.NaN : sign * Float.POSITIVE_INFINITY;
        }
        return sign * (exponent == 0 ? Math.scalb((float) fraction, -24) : Math.scalb(1024f + fraction, exponent - 25));
    }
}
