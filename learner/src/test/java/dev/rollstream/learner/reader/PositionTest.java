package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @Test
    void comesBackFromItsTextAsItWas() {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            // Given
            Map<Integer, Long> offsets = new HashMap<>();
            for (int partition = 0; partition < random.nextInt(20); partition++) {
                offsets.put(random.nextInt(1_000), random.nextLong() >>> 1);
            }
            Position position = Position.of("a.advantages", offsets);

            // When
            Position fromText = Position.fromJson(position.toJson());
            Position fromBytes = Position.fromBytes(position.toBytes());

            // Then
            assertThat(fromText).isEqualTo(position);
            assertThat(fromBytes).isEqualTo(position);
        }
    }

    @Test
    void writesOneKnownText() {
        assertThat(Position.of("t", Map.of(10, 3L, 2, 9_007_199_254_740_993L)).toJson())
                .isEqualTo("{\"topic\":\"t\",\"offsets\":{\"2\":9007199254740993,\"10\":3}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"topic\":\"t\"}",
                "{\"topic\":1,\"offsets\":{}}",
                "{\"topic\":\"\",\"offsets\":{}}",
                "{\"topic\":\"t\",\"offsets\":{\"0\":-1}}",
                "{\"topic\":\"t\",\"offsets\":{\"0\":1.5}}",
                "{\"topic\":\"t\",\"offsets\":{\"0\":\"1\"}}",
                "{\"topic\":\"t\",\"offsets\":{\"0\":9223372036854775808}}",
                "{\"topic\":\"t\",\"offsets\":{\"-1\":1}}",
                "{\"topic\":\"t\",\"offsets\":{\"01\":1}}",
                "{\"topic\":\"t\",\"offsets\":{\"0\":1,\"0\":2}}"
            })
    void refusesWhatIsNoPosition(String text) {
        assertThatThrownBy(() -> Position.fromJson(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void movesForwardOnly() {
        // Given
        Position position = Position.of("t", Map.of(0, 5L, 1, 7L));

        // When
        Position moved = position.advancedTo(Map.of(1, 9L));

        // Then
        assertThat(moved).isEqualTo(Position.of("t", Map.of(0, 5L, 1, 9L)));
        assertThat(position.next(1)).isEqualTo(7);
        assertThatThrownBy(() -> position.advancedTo(Map.of(1, 6L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("position of t-1 would go back from 7 to 6");
        assertThatThrownBy(() -> position.advancedTo(Map.of(2, 1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no partition 2");
    }

    @Test
    void coversExactlyWhatLiesBeforeIt() {
        Position position = Position.of("t", Map.of(0, 5L, 1, 7L));

        assertThat(position.covers(Position.of("t", Map.of(0, 5L, 1, 6L)))).isTrue();
        assertThat(position.covers(position)).isTrue();
        assertThat(position.covers(Position.of("t", Map.of(0, 6L, 1, 1L)))).isFalse();
        assertThat(position.covers(Position.of("u", Map.of(0, 1L)))).isFalse();
        assertThat(position.covers(Position.of("t", Map.of(2, 1L)))).isFalse();
    }
}
