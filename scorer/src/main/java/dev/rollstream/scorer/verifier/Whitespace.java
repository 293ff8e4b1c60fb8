package dev.rollstream.scorer.verifier;

/**
 * The whitespace of Python's {@code str.strip()} and of {@code \s} in its Unicode patterns, which the reference rewards
 * are written against.
 *
 * <p>No predicate of the JDK equals this set: it has U+001C to U+001F, U+0085 and U+00A0, but neither U+180E nor U+200B
 * nor U+FEFF.
 */
final class Whitespace {
    /** The set as a character class for patterns. */
    static final String CHARACTER_CLASS =
            "[\\x09-\\x0d\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

    private Whitespace() {}

    static boolean is(char c) {
        if (c <= 0xA0) {
            return c <= ' ' ? (c >= 0x09 && c <= 0x0D) || c >= 0x1C : c == 0x85 || c == 0xA0;
        }
        return c >= 0x1680 && isWide(c);
    }

    private static boolean isWide(char c) {
        return (c >= 0x2000 && c <= 0x200A)
                || c == 0x1680
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    static String strip(String text) {
        return strip(text, 0, text.length());
    }

    /** The characters from {@code start} (inclusive) to {@code end} (exclusive) without outer whitespace. */
    static String strip(String text, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && is(text.charAt(from))) {
            from++;
        }
        while (to > from && is(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Index of the first character at or after {@code start} that is not whitespace, or the length. */
    static int skip(String text, int start) {
        int at = start;
        while (at < text.length() && is(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
