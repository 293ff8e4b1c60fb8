package dev.rollstream.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedArraysTest {
    @Test
    void intsAreLittleEndianAsNumpyWritesThem() {
        // When
        ByteBuffer packed = PackedArrays.packInts(new int[] {1, -2, Integer.MAX_VALUE});

        // Then
        assertThat(hex(packed)).isEqualTo("01000000" + "feffffff" + "ffffff7f");
    }

    @Test
    void floatsAreLittleEndianAsNumpyWritesThem() {
        // When
        ByteBuffer packed = PackedArrays.packFloats(new float[] {1f, -0.5f});

        // Then
        assertThat(hex(packed)).isEqualTo("0000803f" + "000000bf");
        assertThat(hex(PackedArrays.packFloats(new double[] {1, -0.5}))).isEqualTo(hex(packed));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 4096})
    void unpackingReversesPackingAndLeavesTheBufferAsItWas(int count) {
        // Given
        Random random = new Random(count);
        int[] ints = random.ints(count).toArray();
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = random.nextFloat() - 0.5f;
        }
        ByteBuffer packed = PackedArrays.packFloats(floats);

        // When
        float[] unpacked = PackedArrays.unpackFloats(packed, count);

        // Then
        assertThat(PackedArrays.unpackInts(PackedArrays.packInts(ints), count)).isEqualTo(ints);
        assertThat(unpacked).isEqualTo(floats);
        assertThat(packed.remaining()).isEqualTo(4 * count);
    }

    @Test
    void readsASliceOfABigEndianBuffer() {
        // Given
        ByteBuffer slice = ByteBuffer.allocate(16)
                .order(ByteOrder.BIG_ENDIAN)
                .put(6, (byte) 5)
                .position(6)
                .limit(10);

        // When
        int[] unpacked = PackedArrays.unpackInts(slice, 1);

        // Then
        assertThat(unpacked).containsExactly(5);
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 3", "7, 2", "0, 1", "4, -1", "0, -1", "4, 1073741825"})
    void bytesThatAreNotFourACountAreRefused(int bytes, int count) {
        // Given
        ByteBuffer packed = ByteBuffer.allocate(bytes);

        // When
        var refused = assertThatThrownBy(() -> PackedArrays.unpackInts(packed, count));

        // Then
        refused.isInstanceOf(IllegalArgumentException.class).hasMessageContaining(bytes + " bytes");
        assertThat(PackedArrays.holds(packed, count)).isFalse();
        assertThatThrownBy(() -> PackedArrays.unpackFloats(packed, count)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void findsWhatIsNotFinite(float odd) {
        // Given
        float[] values = {-1f, odd, 0f};

        // When / Then
        assertThat(PackedArrays.isFinite(values)).isFalse();
        assertThat(PackedArrays.isFinite(PackedArrays.packFloats(values))).isFalse();
        assertThat(PackedArrays.isFinite(new float[] {-1f, 0f, -Float.MAX_VALUE}))
                .isTrue();
        assertThat(PackedArrays.isFinite(PackedArrays.packFloats(new float[] {-1f, 0f})))
                .isTrue();
    }

    private static String hex(ByteBuffer buffer) {
        return HexFormat.of().formatHex(buffer.array(), buffer.arrayOffset(), buffer.limit());
    }
}
