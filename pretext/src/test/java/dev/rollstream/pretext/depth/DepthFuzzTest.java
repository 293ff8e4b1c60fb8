package dev.rollstream.pretext.depth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.Allocation;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.StoredPicture;
import dev.rollstream.pretext.image.TestPictures;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file, it becomes a depth map or a reason, in little memory and time. */
@Timeout(300)
class DepthFuzzTest {
    private static final int WIDTH = 40;
    private static final int HEIGHT = 30;
    private static final int MUTATIONS = 10_000;
    /** Some hundred times what a sound file of this size takes. */
    private static final long MAX_ALLOCATED = 8_000_000;

    private static final float[] SLOPE = DepthFiles.slope(WIDTH, HEIGHT);

    private final DepthDecoder decoder = new DepthDecoder(IntakeOptions.defaults());
    private final RgbImage picture = TestPictures.plain(WIDTH, HEIGHT, 0);
    private final StoredPicture stored = new StoredPicture(WIDTH, HEIGHT, true);

    @Test
    void survivesNumpyFiles() {
        mutate(DepthFiles.npy(WIDTH, HEIGHT, SLOPE), 120, file -> {});
    }

    @Test
    void survivesPfmFiles() {
        mutate(DepthFiles.pfm(WIDTH, HEIGHT, "-1.0", SLOPE), 16, file -> {});
    }

    @Test
    void survivesPngFilesWithRightChecksums() {
        mutate(png(), 60, DepthFuzzTest::repairChecksums);
    }

    @Test
    void survivesOldHdf5Files() {
        mutate(Hdf5Files.chunked(WIDTH, HEIGHT, 16, 16).gzip().shuffle().write(SLOPE), 1_500, file -> {});
    }

    @Test
    void survivesNewHdf5Files(@TempDir Path folder) throws Exception {
        // Given
        Path path = folder.resolve("new.h5");
        float[][] rows = new float[HEIGHT][];
        for (int y = 0; y < HEIGHT; y++) {
            rows[y] = Arrays.copyOfRange(SLOPE, y * WIDTH, (y + 1) * WIDTH);
        }
        try (WritableHdfFile file = HdfFile.write(path)) {
            DatasetCreationOptions options = DatasetCreationOptions.builder()
                    .chunkDimensions(16, 16)
                    .deflate(6)
                    .build();
            file.putDataset("depth", rows, options);
        }
        mutate(Files.readAllBytes(path), 500, file -> {});
    }

    @Test
    void refusesEveryFileThatEndsEarly() {
        // Given
        byte[][] files = {
            DepthFiles.npy(WIDTH, HEIGHT, SLOPE), DepthFiles.pfm(WIDTH, HEIGHT, "-1.0", SLOPE), png(),
        };
        for (byte[] file : files) {
            for (int length = 0; length < file.length; length++) {
                // When
                SkipReason reason = outcome(Arrays.copyOf(file, length));
                // Then
                assertThat(reason).as("%d bytes", length).isNotNull();
            }
        }
    }

    private interface Repair {
        void accept(byte[] file);
    }

    /** Changes a few bytes, most of them near the start, where the structure is; or cuts the file, or makes it longer. */
    private void mutate(byte[] sound, int structure, Repair repair) {
        // Given
        assertThat(outcome(sound)).isNull();
        Random random = new Random(sound.length);
        Map<SkipReason, Integer> reasons = new EnumMap<>(SkipReason.class);
        int loaded = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] file =
                    random.nextInt(20) > 0 ? sound.clone() : Arrays.copyOf(sound, random.nextInt(2 * sound.length));
            for (int change = random.nextInt(5); change >= 0 && file.length > 0; change--) {
                int limit = random.nextInt(4) > 0 ? Math.min(structure, file.length) : file.length;
                change(file, random.nextInt(limit), random);
            }
            repair.accept(file);
            SkipReason[] reason = new SkipReason[1];
            // When
            long allocated = Allocation.bytes(() -> reason[0] = outcome(file));
            // Then: any exception but a rejection has failed the test
            assertThat(allocated).as("mutation %d", i).isLessThan(MAX_ALLOCATED);
            if (reason[0] == null) {
                loaded++;
            } else {
                reasons.merge(reason[0], 1, Integer::sum);
            }
        }
        assertThat(reasons.keySet()).allMatch(reason -> reason.scope() == SkipReason.Scope.DEPTH_MAP);
        assertThat(loaded).as("loaded, of %s", reasons).isBetween(100, MUTATIONS - 1_000);
    }

    private static void change(byte[] file, int at, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) 0xFF;
            case 2 -> file[at]++;
            default -> file[at] = (byte) random.nextInt(256);
        }
    }

    /** Why the file is refused; null if it is a depth map. */
    private SkipReason outcome(byte[] file) {
        try {
            DepthMap map = decoder.decode(file, null, stored, picture);
            assertThat(map.knownPixels()).isPositive();
            return null;
        } catch (RejectedFileException e) {
            assertThat(e).message().isNotEmpty();
            return e.reason();
        }
    }

    private static byte[] png() {
        int[] levels = new int[WIDTH * HEIGHT];
        Arrays.setAll(levels, i -> 1_000 + 7 * i);
        return DepthFiles.png16(WIDTH, HEIGHT, levels);
    }

    /** Writes the right checksum behind every chunk, so that damage comes through to the decoder. */
    private static void repairChecksums(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png).order(ByteOrder.BIG_ENDIAN);
        int at = 8;
        while (at + 12 <= png.length) {
            int length = bytes.getInt(at);
            if (length < 0 || length > png.length - at - 12) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, 4 + length);
            bytes.putInt(at + 8 + length, (int) crc.getValue());
            at += 12 + length;
        }
    }
}
