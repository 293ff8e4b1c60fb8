package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class FrugalBytesTest {
    private static final FrugalBytes BYTES = new FrugalBytes();

    @Test
    void keepsABufferOfItsOwnAndCopiesOutOfALargeOne() {
        // Given
        ByteBuffer own = ByteBuffer.wrap(new byte[3_000], 500, 2_000).slice();
        ByteBuffer fetch = ByteBuffer.wrap(new byte[100_000], 500, 2_000).slice();
        fetch.put(0, (byte) 7);

        // When
        ByteBuffer kept = BYTES.deserialize("t", new RecordHeaders(), own);
        ByteBuffer copied = BYTES.deserialize("t", new RecordHeaders(), fetch);

        // Then
        assertThat(kept).isSameAs(own);
        assertThat(copied).isEqualTo(fetch).extracting(ByteBuffer::array).isEqualTo(fetchCopy(fetch));
        assertThat(fetch.position()).isZero();
    }

    private static byte[] fetchCopy(ByteBuffer fetch) {
        byte[] copy = new byte[fetch.remaining()];
        fetch.duplicate().get(copy);
        return copy;
    }
}
