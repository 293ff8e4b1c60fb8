package dev.rollstream.pretext.depth;

import static dev.rollstream.pretext.depth.GridReading.rejection;
import static dev.rollstream.pretext.depth.GridReading.values;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_CORRUPT;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_SIZE_MISMATCH;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5ReaderTest {
    private static final float[] SLOPE = DepthFiles.slope(50, 40);

    @TempDir
    private Path folder;

    @Test
    void readsChunksInTheOldFormat() throws Exception {
        // When Then: the last chunks of rows and columns stick out of the grid
        assertThat(values(Hdf5Files.chunked(50, 40, 16, 12).write(SLOPE))).containsExactly(SLOPE);
        assertThat(values(Hdf5Files.chunked(50, 40, 16, 12).gzip().write(SLOPE)))
                .containsExactly(SLOPE);
        assertThat(values(Hdf5Files.chunked(50, 40, 16, 12).shuffle().write(SLOPE)))
                .containsExactly(SLOPE);
        assertThat(values(Hdf5Files.chunked(50, 40, 7, 9).gzip().shuffle().write(SLOPE)))
                .containsExactly(SLOPE);
        assertThat(values(Hdf5Files.chunked(50, 40, 64, 64).gzip().bigEndian().write(SLOPE)))
                .containsExactly(SLOPE);
    }

    @Test
    void readsWhatTheLibraryWrites() throws Exception {
        // Given
        float[][] floats = {{1, 2, 3}, {4, 5, 6}};
        DatasetCreationOptions.Builder packed = DatasetCreationOptions.builder().chunkDimensions(1, 2);
        // When Then
        assertThat(values(written(floats, DatasetCreationOptions.DEFAULT))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(values(written(new double[][] {{1, 2, 3}, {4, 5, 6}}, DatasetCreationOptions.DEFAULT)))
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(values(written(
                        new short[][] {{1, (short) 40_000}},
                        DatasetCreationOptions.builder().unsigned().build())))
                .containsExactly(1, 40_000);
        assertThat(values(written(floats, packed.shuffle().deflate(6).build()))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(values(written(
                        floats, DatasetCreationOptions.builder().deflate(1).build())))
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readsPlanesOfThreeDimensions() throws Exception {
        // Given
        float[][][] first = {{{1, 2, 3}, {4, 5, 6}}};
        float[][][] last = {{{1}, {2}, {3}}, {{4}, {5}, {6}}};
        DatasetCreationOptions packed = DatasetCreationOptions.builder()
                .chunkDimensions(1, 1, 2)
                .deflate(6)
                .build();
        // When Then
        assertThat(values(written(first, packed))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(GridReading.grid(written(last, DatasetCreationOptions.DEFAULT))
                        .width())
                .isEqualTo(3);
    }

    @Test
    void leavesUnknownWhatWasNeverWritten() throws Exception {
        // Given: the last of 16 chunks is taken out of the index
        Hdf5Files builder = Hdf5Files.chunked(50, 40, 16, 12).gzip();
        byte[] file = builder.write(SLOPE);
        file[builder.chunkTree() + 6]--;
        // When
        float[] values = values(file);
        // Then
        float[] expected = SLOPE.clone();
        for (int y = 36; y < 40; y++) {
            Arrays.fill(expected, y * 50 + 48, y * 50 + 50, Float.NaN);
        }
        assertThat(values).containsExactly(expected);
    }

    @Test
    void refusesOtherContents() throws Exception {
        // Given
        byte[] renamed = Hdf5Files.chunked(50, 40, 16, 12).write(SLOPE);
        renamed[Hdf5Files.NAME_HEAP + 40] = 'D';
        Path other = folder.resolve("other.h5");
        try (WritableHdfFile file = HdfFile.write(other)) {
            file.putDataset("disparity", new float[][] {{1, 2}});
        }
        // When Then
        assertThat(rejection(renamed)).isEqualTo(DEPTH_UNSUPPORTED);
        assertThat(rejection(Files.readAllBytes(other))).isEqualTo(DEPTH_UNSUPPORTED);
        assertThat(rejection(written(new int[][] {{1, 2}}, DatasetCreationOptions.DEFAULT)))
                .isEqualTo(DEPTH_UNSUPPORTED);
        assertThat(rejection(written(new short[][] {{1, 2}}, DatasetCreationOptions.DEFAULT)))
                .isEqualTo(DEPTH_UNSUPPORTED);
        assertThat(rejection(written(new float[] {1, 2}, DatasetCreationOptions.DEFAULT)))
                .isEqualTo(DEPTH_UNSUPPORTED);
        assertThat(rejection(written("far away", DatasetCreationOptions.DEFAULT)))
                .isEqualTo(DEPTH_UNSUPPORTED);
    }

    @Test
    void asksAboutTheSizeBeforeItTakesMemory() {
        // Given: dimensions in the data space message
        byte[] file = Hdf5Files.chunked(50, 40, 16, 12).write(SLOPE);
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int dimensions = Hdf5Files.DATA_HEADER + 16 + 8 + 8;
        for (long side : new long[] {60_000, 1L << 32, Long.MAX_VALUE, 0}) {
            bytes.putLong(dimensions, side);
            // When Then
            assertThat(rejection(file)).as("height %d", side).isEqualTo(DEPTH_SIZE_MISMATCH);
        }
    }

    @Test
    void refusesEveryFileThatEndsEarly() {
        // Given
        byte[] file = Hdf5Files.chunked(50, 40, 16, 12).gzip().shuffle().write(SLOPE);
        // When Then
        for (int length = 0; length < file.length; length++) {
            assertThat(rejection(Arrays.copyOf(file, length)))
                    .as("%d bytes", length)
                    .isIn(DEPTH_CORRUPT, DEPTH_UNSUPPORTED);
        }
    }

    private byte[] written(Object data, DatasetCreationOptions options) throws Exception {
        Path path = Files.createTempFile(folder, "written", ".h5");
        try (WritableHdfFile file = HdfFile.write(path)) {
            file.putDataset("depth", data, options);
        }
        return Files.readAllBytes(path);
    }
}
