package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.PackedArrays;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedNumbersTest {
    @Test
    void agreesWithLookingAtEachNumber() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            // Given: any bits at all, most of them tame
            int[] bits = random.ints(random.nextInt(9)).toArray();
            boolean finite = true;
            boolean negative = false;
            for (int i = 0; i < bits.length; i++) {
                bits[i] &= random.nextInt(20) == 0 ? -1 : 0x7f7f_ffff;
                finite &= Float.isFinite(Float.intBitsToFloat(bits[i]));
                negative |= bits[i] < 0;
            }
            ByteBuffer packed = PackedArrays.packInts(bits);

            // When, Then
            assertThat(PackedNumbers.allFinite(packed)).as("round %s", round).isEqualTo(finite);
            assertThat(PackedNumbers.noneNegative(packed)).as("round %s", round).isEqualTo(!negative);
            assertThat(PackedNumbers.allFinite(packed.asReadOnlyBuffer())).isEqualTo(finite);
            assertThat(packed.position()).isZero();
        }
    }

    @Test
    void knowsTheEdges() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThat(PackedNumbers.allFinite(PackedArrays.packFloats(new float[] {0, bad})))
                    .isFalse();
            assertThat(PackedNumbers.allFinite(PackedArrays.packFloats(new float[] {bad, 0})))
                    .isFalse();
            assertThat(PackedNumbers.allFinite(PackedArrays.packFloats(new float[] {0, 0, bad})))
                    .isFalse();
        }
        float[] good = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f, 0f};
        assertThat(PackedNumbers.allFinite(PackedArrays.packFloats(good))).isTrue();
        assertThat(PackedNumbers.allFinite(ByteBuffer.allocate(0))).isTrue();
        assertThat(PackedNumbers.noneNegative(
                        PackedArrays.packInts(new int[] {Integer.MAX_VALUE, 0, Integer.MAX_VALUE})))
                .isTrue();
        assertThat(PackedNumbers.noneNegative(PackedArrays.packInts(new int[] {0, 0, Integer.MIN_VALUE})))
                .isFalse();
    }
}
