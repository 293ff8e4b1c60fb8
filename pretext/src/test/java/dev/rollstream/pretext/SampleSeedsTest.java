package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleSeedsTest {
    private static final String SOURCE = "ab".repeat(32);

    @Test
    void hashesDomainRunSeedSequenceDrawAndSource() throws Exception {
        // Given
        byte[] numbers = new BigInteger("0000000000000007" + "0000000000000009" + "00000002", 16).toByteArray();
        byte[] padded = new byte[20];
        System.arraycopy(numbers, 0, padded, 20 - numbers.length, numbers.length);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("rollstream.pretext.sample.1".getBytes(StandardCharsets.US_ASCII));
        digest.update(padded);
        byte[] expected = digest.digest(SOURCE.getBytes(StandardCharsets.US_ASCII));
        // When
        long seed = new SampleSeeds(7).seed(9, 2, SOURCE);
        // Then
        assertThat(seed).isEqualTo(new BigInteger(expected).shiftRight(192).longValue());
    }

    @Test
    void hangsOnEveryInput() {
        // When
        Set<Long> seeds = new HashSet<>();
        seeds.add(new SampleSeeds(1).seed(1, 0, SOURCE));
        seeds.add(new SampleSeeds(2).seed(1, 0, SOURCE));
        seeds.add(new SampleSeeds(1).seed(2, 0, SOURCE));
        seeds.add(new SampleSeeds(1).seed(1, 1, SOURCE));
        seeds.add(new SampleSeeds(1).seed(1, 0, "ac".repeat(32)));
        // Then
        assertThat(seeds).hasSize(5);
    }
}
