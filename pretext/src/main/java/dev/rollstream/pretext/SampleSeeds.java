package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The seed of every sample of a run.
 *
 * <p>A seed is the first 8 bytes of SHA-256 over a domain tag, the run seed, the sequence, the draw and the SHA-256 of the
 * source's bytes. Whoever knows the run seed but not the stored source picture can therefore not derive an answer.
 *
 * @param runSeed chosen once a run
 */
public record SampleSeeds(long runSeed) {
    private static final byte[] DOMAIN = "rollstream.pretext.sample.1".getBytes(StandardCharsets.US_ASCII);

    /**
     * The seed of one sample.
     *
     * @param sequence of the sample in its run
     * @param draw 0, or counting up where the same picture is tried again for the same sequence
     * @param sourceSha256 of the source's bytes, in hex
     */
    public long seed(long sequence, int draw, String sourceSha256) {
        MessageDigest digest = Sha256.digest();
        digest.update(DOMAIN);
        digest.update(ByteBuffer.allocate(20)
                .putLong(runSeed)
                .putLong(sequence)
                .putInt(draw)
                .flip());
        digest.update(sourceSha256.getBytes(StandardCharsets.US_ASCII));
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    /** The generator that decides task and order of sources for one sequence; it decides no answer. */
    SeededRandom schedule(long sequence) {
        return new SeededRandom(SeededRandom.mix(SeededRandom.mix(runSeed) + sequence));
    }
}
