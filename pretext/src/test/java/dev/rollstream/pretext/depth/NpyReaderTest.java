package dev.rollstream.pretext.depth;

import static dev.rollstream.pretext.depth.DepthFiles.doubles;
import static dev.rollstream.pretext.depth.DepthFiles.floats;
import static dev.rollstream.pretext.depth.DepthFiles.header;
import static dev.rollstream.pretext.depth.DepthFiles.npy;
import static dev.rollstream.pretext.depth.DepthFiles.shorts;
import static dev.rollstream.pretext.depth.GridReading.rejection;
import static dev.rollstream.pretext.depth.GridReading.values;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_CORRUPT;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_SIZE_MISMATCH;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_UNSUPPORTED;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyReaderTest {
    private static final float[] SIX = {1, 2, 3, 4.5f, 5, 6};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersion(int version) throws Exception {
        // Given
        byte[] file = npy(version, header("<f4", "False", "(2, 3)"), floats(LITTLE_ENDIAN, SIX));
        // When
        NumberGrid grid = GridReading.grid(file);
        // Then
        assertThat(grid.width()).isEqualTo(3);
        assertThat(grid.height()).isEqualTo(2);
        assertThat(grid.values()).containsExactly(SIX);
    }

    @Test
    void readsEveryNumberInBothByteOrders() throws Exception {
        // Given
        double[] six = {1, 2, 3, 4.5, 5, 6};
        int[] halves = {0x3C00, 0x4000, 0x4200, 0x4480, 0x4500, 0x4600};
        // When Then
        assertThat(values(npy(1, header(">f4", "False", "(2, 3)"), floats(BIG_ENDIAN, SIX))))
                .containsExactly(SIX);
        assertThat(values(npy(1, header("<f8", "False", "(2, 3)"), doubles(LITTLE_ENDIAN, six))))
                .containsExactly(SIX);
        assertThat(values(npy(1, header(">f8", "False", "(2, 3)"), doubles(BIG_ENDIAN, six))))
                .containsExactly(SIX);
        assertThat(values(npy(1, header("<f2", "False", "(2, 3)"), shorts(LITTLE_ENDIAN, halves))))
                .containsExactly(SIX);
        assertThat(values(npy(1, header(">f2", "False", "(2, 3)"), shorts(BIG_ENDIAN, halves))))
                .containsExactly(SIX);
        assertThat(values(npy(1, header("<u2", "False", "(1, 3)"), shorts(LITTLE_ENDIAN, 0, 1_500, 65_535))))
                .containsExactly(0, 1_500, 65_535);
        assertThat(values(npy(1, header(">u2", "False", "(1, 3)"), shorts(BIG_ENDIAN, 0, 1_500, 65_535))))
                .containsExactly(0, 1_500, 65_535);
    }

    @Test
    void knowsTheOddHalves() throws Exception {
        // Given: smallest, largest below 1, largest, infinity, NaN, minus 2
        int[] bits = {0x0001, 0x3BFF, 0x7BFF, 0x7C00, 0x7E00, 0xC000, 0x8000};
        // When
        float[] values = values(npy(1, header("<f2", "False", "(1, 7)"), shorts(LITTLE_ENDIAN, bits)));
        // Then
        assertThat(values)
                .containsExactly(5.9604645e-8f, 0.99951172f, 65_504, Float.POSITIVE_INFINITY, Float.NaN, -2, -0f);
    }

    @Test
    void readsColumnsFirst() throws Exception {
        // Given
        byte[] file = npy(1, header("<f4", "True", "(2, 3)"), floats(LITTLE_ENDIAN, 1, 4, 2, 5, 3, 6));
        // When
        float[] values = values(file);
        // Then
        assertThat(values).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(2, 3, 1)", "(1, 2, 3)", "(2,3)", "( 2 , 3 , )", "(2L, 3L)"})
    void readsEveryShapeOfAPlane(String shape) throws Exception {
        // When
        NumberGrid grid = GridReading.grid(npy(1, header("<f4", "False", shape), floats(LITTLE_ENDIAN, SIX)));
        // Then
        assertThat(grid.width()).isEqualTo(3);
        assertThat(grid.height()).isEqualTo(2);
    }

    @Test
    void readsKeysInAnyOrder() throws Exception {
        // Given
        String header = "{ \"shape\": (2, 3), 'fortran_order' : False, 'descr':'<f4' }";
        // When
        float[] values = values(npy(1, header, floats(LITTLE_ENDIAN, SIX)));
        // Then
        assertThat(values).containsExactly(SIX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'descr': '<f4', 'fortran_order': False}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} + 1",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'shape': (2, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3.0)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999999999999)}",
                "{'descr': '<f4, 'fortran_order': False, 'shape': (2, 3)}",
                "__import__('os').system('true')"
            })
    void refusesAnythingButTheDictionary(String header) {
        // When
        byte[] file = npy(1, header, floats(LITTLE_ENDIAN, SIX));
        // Then
        assertThat(rejection(file)).isEqualTo(DEPTH_CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<i4", "|u1", "=f4", "f4", "<c8", "", "<f", "<f16", "|O"})
    void refusesOtherNumbers(String type) {
        // When
        byte[] file = npy(1, header(type, "False", "(2, 3)"), floats(LITTLE_ENDIAN, SIX));
        // Then
        assertThat(rejection(file)).isEqualTo(DEPTH_UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"()", "(6,)", "(2, 3, 2)", "(1, 1, 2, 3)"})
    void refusesOtherShapes(String shape) {
        // When
        byte[] file = npy(1, header("<f4", "False", shape), floats(LITTLE_ENDIAN, SIX));
        // Then
        assertThat(rejection(file)).isEqualTo(DEPTH_UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(60000, 60000)", "(999999999999999999, 999999999999999999)", "(4294967298, 3)", "(0, 3)"})
    void asksAboutTheSizeBeforeItTakesMemory(String shape) {
        // When
        byte[] file = npy(1, header("<f4", "False", shape), floats(LITTLE_ENDIAN, SIX));
        // Then
        assertThat(rejection(file)).isEqualTo(DEPTH_SIZE_MISMATCH);
    }

    @Test
    void refusesTooFewAndTooManyNumbers() {
        // Given
        byte[] file = npy(3, 2, SIX);
        // When Then
        assertThat(rejection(Arrays.copyOf(file, file.length - 1))).isEqualTo(DEPTH_CORRUPT);
        assertThat(rejection(Arrays.copyOf(file, file.length + 1))).isEqualTo(DEPTH_CORRUPT);
    }

    @Test
    void refusesOtherVersionsAndRecords() {
        // Given
        byte[] version = npy(3, 2, SIX);
        version[6] = 4;
        byte[] records = npy(
                1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3)}", floats(LITTLE_ENDIAN, SIX));
        // When Then
        assertThat(rejection(version)).isEqualTo(DEPTH_UNSUPPORTED);
        assertThat(rejection(records)).isEqualTo(DEPTH_UNSUPPORTED);
    }

    @Test
    void refusesAHeaderThatClaimsToBeHuge() {
        // Given: 4 GB less one byte, and more than the file has
        byte[] file = npy(2, header("<f4", "False", "(2, 3)"), floats(LITTLE_ENDIAN, SIX));
        Arrays.fill(file, 8, 12, (byte) 0xFF);
        byte[] longer = npy(3, 2, SIX);
        longer[9] = 0x20;
        // When Then
        assertThat(rejection(file)).isEqualTo(DEPTH_CORRUPT);
        assertThat(rejection(longer)).isEqualTo(DEPTH_CORRUPT);
    }
}
