package dev.rollstream.scorer.verifier;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as they are written in answers. Arithmetic is exact, and bounded: a longer number is only text. */
final class MathNumbers {
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_EXPONENT = 400;

    private MathNumbers() {}

    /** The value of a decimal number, with or without an exponent; empty if the text is something else. */
    static Optional<BigDecimal> decimal(String text) {
        String number = Whitespace.strip(text);
        if (number.isEmpty() || number.length() > MAX_NUMBER_LENGTH) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(number);
            return Math.abs((long) value.scale()) <= MAX_EXPONENT ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Canonical digits of an integer, which may be written as {@code 12.0}; empty if the text is something else. */
    static Optional<String> integer(String text) {
        return decimal(text)
                .map(BigDecimal::stripTrailingZeros)
                .filter(value -> value.scale() <= 0)
                .map(value -> value.toBigIntegerExact().toString());
    }

    /** Drops the commas of numbers like {@code 1,234,567}: each has a digit before and exactly three digits after. */
    static String withoutThousandsCommas(String text) {
        if (text.indexOf(',') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) != ',' || !isThousandsComma(text, at)) {
                out.append(text.charAt(at));
            }
        }
        return out.toString();
    }

    private static boolean isThousandsComma(String text, int comma) {
        return isDigit(text, comma - 1)
                && isDigit(text, comma + 1)
                && isDigit(text, comma + 2)
                && isDigit(text, comma + 3)
                && !isDigit(text, comma + 4);
    }

    static boolean isDigit(String text, int at) {
        return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
}
