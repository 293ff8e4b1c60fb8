package dev.rollstream.pretext.depth;

import static dev.rollstream.pretext.depth.DepthFiles.pfm;
import static dev.rollstream.pretext.depth.GridReading.rejection;
import static dev.rollstream.pretext.depth.GridReading.values;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_CORRUPT;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_SIZE_MISMATCH;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PfmReaderTest {
    private static final float[] SIX = {1, 2, 3, 4, 5, Float.POSITIVE_INFINITY};

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1.0", "-1.000000", "1", "1.0", "+2.5", "-0.00390625", "1e-3", "-1."})
    void readsBothByteOrdersFromTheBottomUp(String scale) throws Exception {
        // When
        float[] values = values(pfm(3, 2, scale, SIX));
        // Then
        assertThat(values).containsExactly(SIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.0", "NaN", "one", "", "--1", "1e9999"})
    void refusesAScaleThatTellsNoByteOrder(String scale) {
        // When
        byte[] file = pfm(3, 2, scale, SIX);
        // Then
        assertThat(rejection(file)).isEqualTo(DEPTH_CORRUPT);
    }

    @Test
    void refusesColours() {
        // Given
        byte[] file = pfm(3, 2, "-1", SIX);
        file[1] = 'F';
        // When Then
        assertThat(rejection(file)).isEqualTo(DEPTH_UNSUPPORTED);
    }

    @Test
    void asksAboutTheSizeBeforeItTakesMemory() {
        // Given
        byte[] file = "Pf\n60000 60000\n-1\n....".getBytes(StandardCharsets.US_ASCII);
        byte[] overflow = "Pf\n65536 65536\n-1\n".getBytes(StandardCharsets.US_ASCII);
        // When Then
        assertThat(rejection(file)).isEqualTo(DEPTH_SIZE_MISMATCH);
        assertThat(rejection(overflow)).isEqualTo(DEPTH_SIZE_MISMATCH);
    }

    @Test
    void refusesTooFewAndTooManyNumbersAndEndlessHeaders() {
        // Given
        byte[] file = pfm(3, 2, "-1", SIX);
        byte[] endless = new byte[100_000];
        Arrays.fill(endless, (byte) '1');
        System.arraycopy(file, 0, endless, 0, 3);
        // When Then
        assertThat(rejection(Arrays.copyOf(file, file.length - 1))).isEqualTo(DEPTH_CORRUPT);
        assertThat(rejection(Arrays.copyOf(file, file.length + 1))).isEqualTo(DEPTH_CORRUPT);
        assertThat(rejection(endless)).isEqualTo(DEPTH_CORRUPT);
        assertThat(rejection("Pf\n-3 2\n-1\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(DEPTH_CORRUPT);
        assertThat(rejection("Pf\n".getBytes(StandardCharsets.US_ASCII))).isEqualTo(DEPTH_CORRUPT);
    }
}
