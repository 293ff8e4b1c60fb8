package dev.rollstream.pretext.depth;

import static dev.rollstream.pretext.depth.GridReading.rejection;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_CORRUPT;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.Allocation;
import dev.rollstream.pretext.image.SkipReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HDF5 files whose structure is a trap: what points in circles, fans out, lies across, or inflates without end. */
@Timeout(60)
class HostileHdf5Test {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final float[] SLOPE = DepthFiles.slope(WIDTH, HEIGHT);
    /** Bytes of an entry in the index of chunks: size, mask, three offsets, address. */
    private static final int ENTRY = 40;

    private final Hdf5Files builder = Hdf5Files.chunked(WIDTH, HEIGHT, 16, 16).gzip();
    private final byte[] file = builder.write(SLOPE);
    private final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    private final int tree = builder.chunkTree();
    private final int firstEntry = tree + 24;

    @Test
    void isSoundBeforeItIsBroken() throws Exception {
        // When Then
        assertThat(GridReading.values(file)).containsExactly(SLOPE);
    }

    @Test
    void leavesAnIndexThatPointsAtItself() {
        // Given: the index becomes an inner node, and all its children itself
        file[tree + 5] = 1;
        for (int i = 0; i < 12; i++) {
            bytes.putLong(firstEntry + i * ENTRY + 32, tree);
        }
        // When Then
        assertThat(rejection(file)).isEqualTo(DEPTH_CORRUPT);
    }

    @Test
    void leavesAnIndexThatFansOut() {
        // Given: ten floors of nodes, each with the next one 64 times as its child: 64^10 ways to the bottom
        int floors = 10;
        int nodeBytes = 24 + 64 * ENTRY + 32;
        byte[] deep = Arrays.copyOf(file, file.length + floors * nodeBytes);
        ByteBuffer nodes = ByteBuffer.wrap(deep).order(ByteOrder.LITTLE_ENDIAN);
        for (int floor = 0; floor < floors; floor++) {
            int at = file.length + floor * nodeBytes;
            nodes.position(at)
                    .put("TREE".getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 1)
                    .put((byte) (floors - floor));
            nodes.putShort((short) 64).putLong(-1).putLong(-1);
            for (int child = 0; child < 64; child++) {
                nodes.putLong(at + 24 + child * ENTRY + 32, floor == floors - 1 ? tree : at + nodeBytes);
            }
        }
        int treeAddress = tree - 21;
        nodes.putLong(treeAddress, file.length);
        // When
        SkipReason[] reason = new SkipReason[1];
        long allocated = Allocation.bytes(() -> reason[0] = rejection(deep));
        // Then
        assertThat(reason[0]).isEqualTo(DEPTH_CORRUPT);
        assertThat(allocated).isLessThan(20_000_000);
    }

    @Test
    void leavesAGroupThatPointsAtItself() {
        // Given
        file[Hdf5Files.GROUP_TREE + 5] = 1;
        bytes.putLong(Hdf5Files.GROUP_TREE + 32, Hdf5Files.GROUP_TREE);
        // When Then
        assertThat(rejection(file)).isEqualTo(DEPTH_CORRUPT);
    }

    @Test
    void leavesAHeaderThatContinuesInItself() {
        // Given: the one message of the root group says that the header goes on where the message is
        bytes.putShort(Hdf5Files.ROOT_HEADER + 2, (short) 60_000);
        bytes.putShort(Hdf5Files.ROOT_HEADER + 16, (short) 0x10);
        bytes.putLong(Hdf5Files.ROOT_HEADER + 24, Hdf5Files.ROOT_HEADER + 16);
        bytes.putLong(Hdf5Files.ROOT_HEADER + 32, 24);
        // When Then
        assertThat(rejection(file)).isEqualTo(DEPTH_CORRUPT);
    }

    @Test
    void unpacksNoChunkTwice() {
        // Given: the second entry has the first one's place
        System.arraycopy(file, firstEntry, file, firstEntry + ENTRY, ENTRY);
        // When Then
        assertThat(rejection(file)).isEqualTo(DEPTH_CORRUPT);
    }

    @Test
    void keepsChunksInTheirPlaces() {
        // Given
        for (long row : new long[] {8, 48, 1L << 40, Long.MAX_VALUE}) {
            bytes.putLong(firstEntry + 8, row);
            // When Then
            assertThat(rejection(file)).as("row %d", row).isEqualTo(DEPTH_CORRUPT);
        }
    }

    @Test
    void inflatesNoFurtherThanAChunkIsLarge() {
        // Given: a chunk of 200 MB in 200 kB
        byte[] bomb = Hdf5Files.gzipped(new byte[200_000_000]);
        byte[] both = Arrays.copyOf(file, file.length + bomb.length);
        System.arraycopy(bomb, 0, both, file.length, bomb.length);
        ByteBuffer.wrap(both)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(firstEntry, bomb.length)
                .putLong(firstEntry + 32, file.length);
        // When
        SkipReason[] reason = new SkipReason[1];
        long allocated = Allocation.bytes(() -> reason[0] = rejection(both));
        // Then
        assertThat(reason[0]).isEqualTo(DEPTH_CORRUPT);
        assertThat(allocated).isLessThan(5_000_000);
    }

    @Test
    void readsNoChunkFromOutsideOfTheFile() {
        // Given
        for (long address : new long[] {file.length - 1, file.length + 1L, 1L << 40, Long.MAX_VALUE}) {
            bytes.putLong(firstEntry + 32, address);
            // When Then
            assertThat(rejection(file)).as("address %d", address).isEqualTo(DEPTH_CORRUPT);
        }
    }

    @Test
    void takesNoMemoryForChunksThatAreLargerThanTheirGrid() {
        // Given: chunk sides in the layout message, the last one of the header
        int sides = tree - 13;
        assertThat(bytes.getInt(sides)).isEqualTo(16);
        for (int side : new int[] {0, 40_000, 1 << 30, Integer.MAX_VALUE}) {
            bytes.putInt(sides, side).putInt(sides + 4, side);
            // When
            SkipReason[] reason = new SkipReason[1];
            long allocated = Allocation.bytes(() -> reason[0] = rejection(file));
            // Then
            assertThat(reason[0]).as("side %d", side).isIn(DEPTH_CORRUPT, DEPTH_UNSUPPORTED);
            assertThat(allocated).as("side %d", side).isLessThan(2_000_000);
        }
    }

    @Test
    void refusesGridsInMoreChunksThanAnyEncoderMakes() {
        // Given: 400 x 400 in chunks of one number
        byte[] dust = Hdf5Files.chunked(400, 400, 1, 1).write(DepthFiles.slope(400, 400));
        // When Then
        assertThat(rejection(dust)).isEqualTo(DEPTH_UNSUPPORTED);
    }
}
