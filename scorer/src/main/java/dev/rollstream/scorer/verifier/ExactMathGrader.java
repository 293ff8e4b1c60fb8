package dev.rollstream.scorer.verifier;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says whether two short mathematical answers are the same by their notation.
 *
 * <p>They are if they are equal after {@link MathdNormaliser}, or equal after {@link PlainMathNormaliser}, or, as tuples or
 * intervals with the same brackets and the same number of elements, equal element by element. Elements are equal if they
 * are the same text or the same decimal number; two fractions must be the same text (so an unreduced one is wrong), and
 * an integer only equals an integer.
 *
 * <p>What would take symbolic algebra ({@code x+1} against {@code 1+x}, {@code 0.25} against {@code 1/4}) is not equal.
 * Time is linear in the length of both answers.
 */
final class ExactMathGrader {
    private static final String BRACKETS = "()[]";
    private static final Pattern FRACTION = Pattern.compile("-?[0-9]+/[0-9]+");

    private ExactMathGrader() {}

    static boolean isCorrect(String given, String truth) {
        if (MathdNormaliser.normalise(given).equals(MathdNormaliser.normalise(truth))) {
            return true;
        }
        String plainGiven = PlainMathNormaliser.normalise(given);
        String plainTruth = PlainMathNormaliser.normalise(truth);
        if (plainGiven.equals(plainTruth)) {
            return true;
        }
        return !plainGiven.isEmpty() && !plainTruth.isEmpty() && elementsEqual(plainGiven, plainTruth);
    }

    private static boolean elementsEqual(String given, String truth) {
        List<String> truthElements = elements(truth);
        List<String> givenElements = elements(given);
        if (truthElements.size() != givenElements.size()) {
            return false;
        }
        if (truthElements.size() > 1 && !sameBrackets(given, truth)) {
            return false;
        }
        for (int i = 0; i < truthElements.size(); i++) {
            if (!elementEquals(givenElements.get(i), truthElements.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameBrackets(String given, String truth) {
        return given.charAt(0) == truth.charAt(0)
                && given.charAt(given.length() - 1) == truth.charAt(truth.length() - 1);
    }

    private static List<String> elements(String text) {
        String plain = MathNumbers.withoutThousandsCommas(text);
        int last = plain.length() - 1;
        boolean bracketed = last >= 2 && isBracket(plain.charAt(0)) && isBracket(plain.charAt(last));
        if (!bracketed || plain.substring(1, last).chars().anyMatch(c -> isBracket((char) c))) {
            return List.of(plain);
        }
        return Arrays.stream(plain.substring(1, last).split(",", -1))
                .map(Whitespace::strip)
                .toList();
    }

    private static boolean isBracket(char c) {
        return BRACKETS.indexOf(c) >= 0;
    }

    private static boolean elementEquals(String given, String truth) {
        if (given.equals(truth)) {
            return true;
        }
        if (FRACTION.matcher(given).matches() && FRACTION.matcher(truth).matches()) {
            return false;
        }
        Optional<BigDecimal> truthNumber = MathNumbers.decimal(truth);
        return truthNumber.isPresent()
                && MathNumbers.decimal(given)
                        .map(number -> number.compareTo(truthNumber.get()) == 0)
                        .orElse(false);
    }
}
