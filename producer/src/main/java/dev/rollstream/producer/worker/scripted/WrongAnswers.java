package dev.rollstream.producer.worker.scripted;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/** Plausible wrong answers: of the right answer's grammar, but never equal to it. */
final class WrongAnswers {
    /** What is answered where nothing is known of the right answer: of no task's grammar. */
    static final String CLUELESS = "?";

    private static final String LETTERS = "ABCD";

    private WrongAnswers() {}

    /**
     * A wrong answer.
     *
     * @param right the right answer, not empty
     */
    static String instead(String right, SplittableRandom random) {
        if (right.length() == 1 && LETTERS.contains(right)) {
            int other = (LETTERS.indexOf(right) + 1 + random.nextInt(LETTERS.length() - 1)) % LETTERS.length();
            return LETTERS.substring(other, other + 1);
        }
        String[] parts = right.split("-", -1);
        if (parts.length == 2 && right.matches("[0-3]-[01]")) {
            return flip(right, random);
        }
        boolean permutation = parts.length > 2 && new HashSet<>(Arrays.asList(parts)).size() == parts.length;
        return permutation ? permuted(parts, random) : right + "0";
    }

    /** Another of the eight answers to a flip task. */
    private static String flip(String right, SplittableRandom random) {
        int code = 2 * (right.charAt(0) - '0') + (right.charAt(2) - '0');
        int other = (code + 1 + random.nextInt(7)) % 8;
        return other / 2 + "-" + other % 2;
    }

    /** Another permutation: a random shuffle, or where it gives the same one, a swap of two neighbours. */
    private static String permuted(String[] right, SplittableRandom random) {
        List<String> parts = new ArrayList<>(Arrays.asList(right));
        for (int i = parts.size() - 1; i > 0; i--) {
            Collections.swap(parts, i, random.nextInt(i + 1));
        }
        if (parts.equals(Arrays.asList(right))) {
            int at = random.nextInt(parts.size() - 1);
            Collections.swap(parts, at, at + 1);
        }
        return String.join("-", parts);
    }
}
