package dev.rollstream.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens, whole words and marks, that spell {@code <think>...</think>\boxed{...}} for every task. A text is the plain
 * concatenation of its tokens' texts, so that spelling and reading are exact inverses.
 *
 * <p>Ids 0 to 7 are the labels {@code 0 1 2 3 A B C D}: the only tokens whose logits pictures can change.
 */
public final class Vocabulary {
    /** How many of the first tokens are labels. */
    static final int LABELS = 8;

    /** Ends a completion; its text is empty. */
    public static final int END = 13;

    private static final List<String> TEXTS = List.of(
            "0",
            "1",
            "2",
            "3",
            "A",
            "B",
            "C",
            "D",
            "-",
            "<think>",
            "</think>",
            "\\boxed{",
            "}",
            "",
            " I",
            " compare",
            " edges",
            " and",
            " lines",
            " look",
            " at",
            " the",
            " whole",
            " picture",
            " check",
            " what",
            " fits",
            " where",
            " judge",
            " how",
            " far",
            " things",
            " are",
            " turn",
            " it",
            " in",
            " mind");

    private static final Map<String, Integer> IDS = ids();

    private Vocabulary() {}

    private static Map<String, Integer> ids() {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < TEXTS.size(); id++) {
            ids.put(TEXTS.get(id), id);
        }
        return Map.copyOf(ids);
    }

    /** Number of tokens. */
    public static int size() {
        return TEXTS.size();
    }

    /** What one token adds to a text. */
    public static String text(int token) {
        return TEXTS.get(token);
    }

    /** What tokens spell. */
    public static String text(int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(TEXTS.get(token));
        }
        return text.toString();
    }

    /**
     * The tokens that spell {@code text}, longest first at every place, and {@link #END}.
     *
     * @throws IllegalArgumentException if it has something that no token spells
     */
    public static int[] spell(String text) {
        List<Integer> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int token = longest(text, at);
            tokens.add(token);
            at += TEXTS.get(token).length();
        }
        tokens.add(END);
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int longest(String text, int at) {
        for (int end = Math.min(text.length(), at + 8); end > at; end--) {
            Integer id = IDS.get(text.substring(at, end));
            if (id != null) {
                return id;
            }
        }
        throw new IllegalArgumentException(
                "no token spells '" + text.substring(at, Math.min(text.length(), at + 12)) + "' at " + at);
    }
}
