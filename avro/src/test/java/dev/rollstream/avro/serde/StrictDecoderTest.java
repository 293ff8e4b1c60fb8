package dev.rollstream.avro.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictDecoderTest {
    private static final byte[] PADDING = {-1, -1, -1};

    /** Something that is asked of a decoder. */
    private enum Question {
        BOOLEAN(Decoder::readBoolean),
        INT(Decoder::readInt),
        LONG(Decoder::readLong),
        FLOAT(Decoder::readFloat),
        DOUBLE(Decoder::readDouble),
        STRING(Decoder::readString),
        UTF8(in -> in.readString(null)),
        BYTES(in -> StandardCharsets.ISO_8859_1.decode(in.readBytes(null))),
        FIXED(in -> {
            byte[] into = new byte[5];
            in.readFixed(into, 1, 3);
            return Arrays.toString(into);
        }),
        SKIPPED_FIXED(in -> {
            in.skipFixed(3);
            return "";
        }),
        ENUM(Decoder::readEnum),
        INDEX(Decoder::readIndex),
        ARRAY(in -> in.readArrayStart() + " " + in.arrayNext()),
        MAP(in -> in.readMapStart() + " " + in.mapNext()),
        SKIPPED_ARRAY(Decoder::skipArray),
        SKIPPED_MAP(Decoder::skipMap);

        @SuppressWarnings("ImmutableEnumChecker") // its values are lambdas that hold nothing
        private final Asked asked;

        Question(Asked asked) {
            this.asked = asked;
        }

        /** The answer with what is left after it; or what was thrown. */
        String ask(Decoder decoder) {
            try {
                return asked.of(decoder) + ", left " + decoder.remainingBytes();
            } catch (IOException | RuntimeException e) {
                return e.getClass().getSimpleName();
            }
        }
    }

    /** Asks. */
    @FunctionalInterface
    private interface Asked {
        Object of(Decoder decoder) throws IOException;
    }

    private static StrictDecoder strict(byte[] bytes, boolean views) {
        byte[] within = new byte[bytes.length + 2 * PADDING.length];
        Arrays.fill(within, (byte) -1);
        System.arraycopy(bytes, 0, within, PADDING.length, bytes.length);
        return new StrictDecoder().reset(within, PADDING.length, bytes.length, views);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAndRefusesWhatAvrosOwnDecoderDoes(boolean views) {
        for (int seed = 0; seed < 20_000; seed++) {
            // Given
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) > 0 ? random.nextInt(16) : random.nextInt(256));
            }
            StrictDecoder decoder = strict(bytes, views);
            BinaryDecoder avros = DecoderFactory.get().binaryDecoder(bytes, null);
            String expected;
            do {
                Question question = Question.values()[random.nextInt(Question.values().length)];

                // When
                String answer = question.ask(decoder);

                // Then
                expected = question.ask(avros);
                assertThat(answer)
                        .as("seed %d, %s of %s", seed, question, Arrays.toString(bytes))
                        .isEqualTo(expected);
            } while (expected.contains("left"));
        }
    }

    @Test
    void extremeNumbersAreReadAndLongerOnesRefused() throws IOException {
        // Given
        byte[] smallestInt = {-1, -1, -1, -1, 15};
        byte[] smallestLong = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

        // When
        int number = strict(smallestInt, false).readInt();
        long wide = strict(smallestLong, false).readLong();

        // Then
        assertThat(number).isEqualTo(Integer.MIN_VALUE);
        assertThat(wide).isEqualTo(Long.MIN_VALUE);
        assertThatThrownBy(() -> strict(endless, false).readInt()).hasMessageContaining("32 bits");
        assertThatThrownBy(() -> strict(endless, false).readLong()).hasMessageContaining("64 bits");
    }

    @Test
    void aNegativeLengthIsRefusedAlsoWhereItIsSkipped() {
        // Given
        byte[] minusOne = {1};

        // When / Then
        assertThatThrownBy(() -> strict(minusOne, false).skipString()).isInstanceOf(AvroRuntimeException.class);
        assertThatThrownBy(() -> strict(minusOne, false).skipBytes()).isInstanceOf(AvroRuntimeException.class);
    }

    @Test
    void skippedTextsAndBytesAreAsLongAsReadOnes() throws IOException {
        // Given
        StrictDecoder decoder = strict(new byte[] {4, 'a', 'b', 2, 'c', 6}, false);

        // When
        decoder.skipString();
        decoder.skipBytes();

        // Then
        assertThat(decoder.remainingBytes()).isEqualTo(1);
        assertThatThrownBy(decoder::skipBytes).hasMessageContaining("3 bytes are to come, but only 0 remain");
    }
}
