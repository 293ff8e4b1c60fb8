package dev.rollstream.scorer.verifier;

import java.util.List;
import java.util.Random;

/** Makes hostile completions of sound ones: a seed and a number give the same text for ever. */
final class CompletionMutator {
    /** What verifiers look for, and what readers of text stumble over. */
    private static final List<String> PIECES = List.of(
            "\\boxed{",
            "\\boxed {",
            "\\fbox{",
            "boxed",
            "{",
            "}",
            "{{",
            "}}",
            "\\{",
            "\\}",
            "\\",
            "$",
            "$$",
            "<think>",
            "</think>",
            "< think >",
            "</ think>",
            "<answer>",
            "</answer>",
            "<|im_end|>",
            "Answer:",
            "\nAnswer: ",
            "\\frac{",
            "\\frac12",
            "\\sqrt",
            "\\text{",
            "\\mbox{",
            "\\left(",
            "^{",
            "_",
            "/",
            "-",
            "--",
            "0-1-2-3",
            "1,000",
            "0.5",
            "1e999999",
            "9".repeat(500),
            "NaN",
            "Infinity",
            "\0",
            "\u0001",
            "\u001b[2J",
            "\r",
            "\r\n",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\u3000",
            "\u200b",
            "\u202e",
            "\ufeff",
            "\ufffe",
            "\ud800",
            "\udc00",
            "\ud83d\ude00",
            "e\u0301",
            "\u0130",
            "\u00df",
            "\uff10",
            "%",
            "\\%",
            "#",
            "<",
            ">",
            "&lt;",
            "<script>",
            " ".repeat(1_000),
            "\t\n".repeat(200));

    private final List<String> sound;
    private final Random random;
    private final int longest;

    /**
     * @param sound completions to begin with
     * @param longest most characters of a completion
     */
    CompletionMutator(List<String> sound, int longest, long seed) {
        this.sound = sound;
        this.longest = longest;
        this.random = new Random(seed);
    }

    /** The next completion: one to eight changes of a sound one. */
    String next() {
        StringBuilder text = new StringBuilder(any(sound));
        for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
            change(text);
        }
        if (text.length() > longest) {
            text.setLength(longest);
        }
        return text.toString();
    }

    private void change(StringBuilder text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(1 + random.nextInt(40)));
        switch (random.nextInt(8)) {
            case 0 -> text.delete(from, to);
            case 1 -> text.insert(from, text.substring(from, to));
            case 2 -> text.setLength(from);
            case 3 -> text.insert(from, any(sound));
            case 4 -> text.insert(from, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
            case 5 -> text.replace(from, to, any(PIECES));
            case 6 -> repeat(text, from, any(PIECES));
            default -> text.insert(from, any(PIECES));
        }
    }

    /** Mostly a few times, seldom as often as fits: depth and length are what makes a careless reader slow. */
    private void repeat(StringBuilder text, int at, String piece) {
        int most = Math.max(1, (longest - text.length()) / piece.length());
        int times =
                random.nextInt(50_000) == 0 ? most : Math.min(most, 1 << random.nextInt(piece.length() < 20 ? 8 : 2));
        text.insert(at, piece.repeat(times));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
