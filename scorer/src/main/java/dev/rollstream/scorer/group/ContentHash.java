package dev.rollstream.scorer.group;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A 64-bit checksum that tells a record that came twice from another one for the same place. Not cryptographic: who forges a
 * collision only has his second record counted as a repetition of his first, and neither changes a reward.
 */
public final class ContentHash {
    private ContentHash() {}

    /** Checksum of the bytes, never 0. */
    public static long of(byte[] bytes) {
        return of(bytes, 0);
    }

    /** Checksum of a small number and the bytes, never 0. */
    public static long of(byte[] bytes, int salt) {
        CRC32C castagnoli = new CRC32C();
        castagnoli.update(salt);
        castagnoli.update(bytes, 0, bytes.length);
        CRC32 ieee = new CRC32();
        ieee.update(salt);
        ieee.update(bytes, 0, bytes.length);
        long hash = castagnoli.getValue() << Integer.SIZE | ieee.getValue();
        return hash == 0 ? 1 : hash;
    }
}
