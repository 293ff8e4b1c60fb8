package dev.rollstream.pretext.dataset;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Compression of parquet pages without Hadoop's codecs, which need a Hadoop configuration with all that it drags in. What a page
 * claims to unpack to is bounded, and checked against what it does unpack to.
 */
final class ParquetCodecs implements CompressionCodecFactory {
    /** What can be packed and unpacked. */
    static final Set<CompressionCodecName> KNOWN = Collections.unmodifiableSet(EnumSet.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.ZSTD,
            CompressionCodecName.GZIP));

    private static final int MAX_PAGE_BYTES = 1 << 29;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return new Compressor(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Decompressor(codec);
    }

    @Override
    public void release() {
        // Nothing is held.
    }

    private static UnsupportedOperationException unknown(CompressionCodecName codec) {
        return new UnsupportedOperationException("compression " + codec + " is not known, only " + KNOWN + " are");
    }

    private record Compressor(CompressionCodecName codec) implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            return switch (codec) {
                case UNCOMPRESSED -> page;
                case SNAPPY -> BytesInput.from(Snappy.compress(page.toByteArray()));
                case ZSTD -> BytesInput.from(Zstd.compress(page.toByteArray()));
                case GZIP -> BytesInput.from(gzip(page.toByteArray()));
                default -> throw unknown(codec);
            };
        }

        private static byte[] gzip(byte[] page) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(page);
            }
            return packed.toByteArray();
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }

    private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput packed, int pageBytes) throws IOException {
            if (pageBytes < 0 || pageBytes > MAX_PAGE_BYTES) {
                throw new IOException("a page claims to have " + pageBytes + " bytes, allowed are " + MAX_PAGE_BYTES);
            }
            byte[] page = unpack(packed.toByteArray(), pageBytes);
            if (page.length != pageBytes) {
                throw new IOException("a page has " + page.length + " bytes and not the " + pageBytes + " it claims");
            }
            return BytesInput.from(page);
        }

        private byte[] unpack(byte[] packed, int pageBytes) throws IOException {
            return switch (codec) {
                case UNCOMPRESSED -> packed;
                case SNAPPY -> snappy(packed, pageBytes);
                case ZSTD -> zstd(packed, pageBytes);
                case GZIP -> new GZIPInputStream(new ByteArrayInputStream(packed)).readNBytes(pageBytes + 1);
                default -> throw unknown(codec);
            };
        }

        private static byte[] snappy(byte[] packed, int pageBytes) throws IOException {
            if (Snappy.uncompressedLength(packed) != pageBytes) {
                throw new IOException("a page's two lengths differ");
            }
            return Snappy.uncompress(packed);
        }

        private static byte[] zstd(byte[] packed, int pageBytes) throws IOException {
            byte[] page = new byte[pageBytes];
            try {
                // The frame itself need not say how long it is: writers that stream do not know.
                int length = (int) Zstd.decompress(page, packed);
                return Arrays.copyOf(page, length);
            } catch (ZstdException e) {
                throw new IOException("a page does not unpack: " + e.getMessage(), e);
            }
        }

        @Override
        public void decompress(ByteBuffer packed, int packedBytes, ByteBuffer page, int pageBytes) throws IOException {
            byte[] bytes = new byte[packedBytes];
            packed.get(bytes);
            page.put(decompress(BytesInput.from(bytes), pageBytes).toByteArray());
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }
}
