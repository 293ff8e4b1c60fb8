package dev.rollstream.learner.reader;

/**
 * How a reader reads.
 *
 * @param learner who reads: part of client ids, and the tag of the meters
 * @param gate which groups are too old
 * @param cacheBytes what may be kept of records that later groups may want
 * @param readAheadBytes how much payload may wait for the next poll
 */
public record GroupReaderOptions(String learner, StalenessGate gate, long cacheBytes, long readAheadBytes) {
    private static final long MIB = 1024L * 1024;
    private static final long DEFAULT_CACHE_BYTES = 256 * MIB;
    private static final long DEFAULT_READ_AHEAD_BYTES = 64 * MIB;

    /**
     * Checks the name and the limits.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public GroupReaderOptions {
        if (!learner.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "learner name '" + learner + "' is not 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (cacheBytes < 0 || readAheadBytes < 1) {
            throw new IllegalArgumentException("cache of " + cacheBytes + " bytes, read-ahead of " + readAheadBytes
                    + " bytes: must not be negative");
        }
    }

    /** No staleness gate, 256 MiB of cache, 64 MiB of read-ahead. */
    public static GroupReaderOptions of(String learner) {
        return new GroupReaderOptions(learner, StalenessGate.off(), DEFAULT_CACHE_BYTES, DEFAULT_READ_AHEAD_BYTES);
    }

    /** The same with a staleness gate. */
    public GroupReaderOptions with(StalenessGate newGate) {
        return new GroupReaderOptions(learner, newGate, cacheBytes, readAheadBytes);
    }

    /** The same with other limits. */
    public GroupReaderOptions withMemory(long newCacheBytes, long newReadAheadBytes) {
        return new GroupReaderOptions(learner, gate, newCacheBytes, newReadAheadBytes);
    }
}
