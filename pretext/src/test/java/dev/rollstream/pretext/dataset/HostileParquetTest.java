package dev.rollstream.pretext.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.Dataset.Walk;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import dev.rollstream.pretext.dataset.Exports.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostileParquetTest {
    private static final int MUTANTS = 400;
    private static final int ROWS = 6;

    @TempDir
    private Path folder;

    private byte[] good = new byte[0];

    @BeforeEach
    void makeAFile() throws Exception {
        DatasetExport.run(
                Exports.generator(Pictures.mixed(), 2),
                Exports.request(
                        folder.resolve("out"), Existing.REFUSE, ROWS, Exports.layout(ExportFormat.PARQUET, 1, true)),
                ExportProgress.SILENT);
        good = Files.readAllBytes(folder.resolve("out/data/train-00000-of-00001.parquet"));
    }

    @Test
    void answersChangedBytesWithAReason() throws Exception {
        for (int seed = 0; seed < MUTANTS; seed++) {
            // Given: a few bytes changed, half of the time in the footer
            SeededRandom random = new SeededRandom(seed);
            byte[] bytes = good.clone();
            int from = seed % 2 == 0 ? bytes.length - 4_000 : 0;
            for (int i = 0; i < 1 + random.below(6); i++) {
                bytes[from + random.below(bytes.length - from)] = (byte) random.next();
            }
            // When Then
            assertHarmless(bytes, "seed " + seed);
        }
    }

    @Test
    void answersCutFilesWithAReason() throws Exception {
        for (int length = 0; length < good.length; length += good.length / 37) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> open(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("is no parquet file, or is damaged");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void unpacksWhatItPacked(CompressionCodecName codec) throws Exception {
        // Given
        ParquetCodecs codecs = new ParquetCodecs();
        byte[] page = "page, page, page, page, page, page".getBytes(StandardCharsets.UTF_8);
        // When
        byte[] packed =
                codecs.getCompressor(codec).compress(BytesInput.from(page)).toByteArray();
        // Then
        assertThat(codecs.getDecompressor(codec)
                        .decompress(BytesInput.from(packed), page.length)
                        .toByteArray())
                .isEqualTo(page);
        for (int claimed : new int[] {-1, 0, page.length - 1, page.length + 1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> codecs.getDecompressor(codec).decompress(BytesInput.from(packed), claimed))
                    .as("%s bytes claimed", claimed)
                    .isInstanceOf(IOException.class);
        }
    }

    private void assertHarmless(byte[] bytes, String subject) throws IOException {
        try {
            Dataset dataset = open(bytes);
            for (int row = 0; row < Math.min(dataset.size(), 2 * ROWS); row++) {
                assertThat(dataset.at(row).sequence()).as(subject).isEqualTo(row);
            }
        } catch (DatasetException e) {
            assertThat(e).as(subject).hasMessageContaining("mutant.parquet");
        } catch (RuntimeException e) {
            throw new AssertionError(subject, e);
        }
    }

    private Dataset open(byte[] bytes) throws IOException, DatasetException {
        Path file = Files.write(folder.resolve("mutant.parquet"), bytes);
        return Dataset.open(file, List.of(), RowLayout.spatial(), new Walk(Order.AS_STORED, 0));
    }
}
