package dev.rollstream.scorer.verifier;

/**
 * A response of the form {@code <think>reasoning</think> ... \boxed{answer}}, read by the rules of the Spatial-SSRL
 * reward.
 *
 * <ol>
 *   <li>Whitespace directly before or after {@code <}, {@code >} and {@code /} is removed, everywhere.
 *   <li>The form is right if the text starts with {@code <think>} and has, in this order and not overlapping, a
 *       {@code </think>}, a {@code \boxed} and a closing brace.
 *   <li>The answer is what the last {@code \boxed} holds up to its own closing brace, stripped; every brace counts, an
 *       escaped one too. Without a box, or if it is never closed, the answer is the literal text {@code None}.
 * </ol>
 *
 * <p>The reference does this with patterns whose time grows with the square of a whitespace run and with the cube of
 * repeated tags. Here each step is one forward pass, so that no completion costs more than its length; the text is copied
 * only if there is whitespace to remove.
 *
 * @see <a href="https://github.com/InternLM/Spatial-SSRL">The reference</a>
 */
final class BoxedResponse {
    /** The answer of a response that has none. */
    static final String NO_ANSWER = "None";

    private static final String THINK = "<think>";
    private static final String THINK_END = "</think>";
    private static final String BOX = "\\boxed{";

    private final String text;

    private BoxedResponse(String text) {
        this.text = text;
    }

    static BoxedResponse of(String response) {
        return new BoxedResponse(withoutSpacedDelimiters(response));
    }

    boolean isWellFormed() {
        if (!text.startsWith(THINK)) {
            return false;
        }
        int thinkEnd = text.indexOf(THINK_END, THINK.length());
        if (thinkEnd < 0) {
            return false;
        }
        int box = text.indexOf(BOX, thinkEnd + THINK_END.length());
        return box >= 0 && text.indexOf('}', box + BOX.length()) >= 0;
    }

    String answer() {
        int box = text.lastIndexOf(BOX);
        if (box < 0) {
            return NO_ANSWER;
        }
        int start = box + BOX.length();
        int end = closingBrace(start);
        return end < 0 ? NO_ANSWER : Whitespace.strip(text, start, end);
    }

    private int closingBrace(int start) {
        int depth = 0;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth < 0) {
                return at;
            }
        }
        return -1;
    }

    static String withoutSpacedDelimiters(String text) {
        DelimiterScan scan = new DelimiterScan(text);
        for (int at = scan.next(0); at < text.length(); at = scan.next(at + 1)) {
            boolean spacedBefore = at > 0 && Whitespace.is(text.charAt(at - 1));
            boolean spacedAfter = at + 1 < text.length() && Whitespace.is(text.charAt(at + 1));
            if (spacedBefore || spacedAfter) {
                return compact(text.toCharArray(), at);
            }
        }
        return text;
    }

    /** Moves what is kept to the front; before {@code from} there is nothing to remove but whitespace directly before it. */
    private static String compact(char[] chars, int from) {
        int kept = from;
        for (int at = from; at < chars.length; at++) {
            char c = chars[at];
            if (c == '<' || c == '>' || c == '/') {
                while (kept > 0 && Whitespace.is(chars[kept - 1])) {
                    kept--;
                }
                while (at + 1 < chars.length && Whitespace.is(chars[at + 1])) {
                    at++;
                }
            }
            chars[kept++] = c;
        }
        return new String(chars, 0, kept);
    }

    /** Finds {@code <}, {@code >} and {@code /} in order; each is searched for by its own cursor, once over the text. */
    private static final class DelimiterScan {
        private final String text;
        private int less = -1;
        private int greater = -1;
        private int slash = -1;

        DelimiterScan(String text) {
            this.text = text;
        }

        /** Index of the first delimiter at or after {@code from}, or the length of the text. */
        int next(int from) {
            less = advance(less, '<', from);
            greater = advance(greater, '>', from);
            slash = advance(slash, '/', from);
            return Math.min(less, Math.min(greater, slash));
        }

        private int advance(int cursor, char delimiter, int from) {
            if (cursor >= from) {
                return cursor;
            }
            int found = text.indexOf(delimiter, from);
            return found < 0 ? text.length() : found;
        }
    }
}
