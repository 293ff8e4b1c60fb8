package dev.rollstream.scorer.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WhitespaceTest {
    @Test
    void isThePublishedSet() {
        // Given
        List<Integer> expected = new ArrayList<>();
        for (int[] range : new int[][] {
            {0x09, 0x0D},
            {0x1C, 0x20},
            {0x85, 0x85},
            {0xA0, 0xA0},
            {0x1680, 0x1680},
            {0x2000, 0x200A},
            {0x2028, 0x2029},
            {0x202F, 0x202F},
            {0x205F, 0x205F},
            {0x3000, 0x3000}
        }) {
            for (int c = range[0]; c <= range[1]; c++) {
                expected.add(c);
            }
        }

        // When
        List<Integer> actual = new ArrayList<>();
        List<Integer> matched = new ArrayList<>();
        Pattern pattern = Pattern.compile(Whitespace.CHARACTER_CLASS);
        for (int c = 0; c <= 0xFFFF; c++) {
            if (Whitespace.is((char) c)) {
                actual.add(c);
            }
            if (pattern.matcher(String.valueOf((char) c)).matches()) {
                matched.add(c);
            }
        }

        // Then
        assertThat(actual).isEqualTo(expected);
        assertThat(matched).isEqualTo(expected);
    }
}
