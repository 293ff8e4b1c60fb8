package dev.rollstream.scorer.verifier;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The second of the two normalisations by which mathematical answers are compared: it turns LaTeX into plain text.
 *
 * <p>Unwraps {@code \text}; drops dollar and percent signs, unit words and degree marks; writes million, billion and
 * trillion as powers of ten; converts the common LaTeX commands; reads {@code 7 3/4} as a sum; drops blanks and braces;
 * lower-cases; writes integers canonically, without thousands commas.
 */
final class PlainMathNormaliser {
    /** The first letters once more in front: most characters begin no unit, and only one class need be asked. */
    private static final Pattern UNIT_WORDS =
            Pattern.compile("(?=[cdfhimswy])(?:degree|centimeter|cm|meter|mile|second|minute|hour|day|week|month"
                    + "|year|foot|feet|inch|yard)(?:es)?s? *(?:\\^[0-9]+)?");

    private static final Pattern DEGREE_MARK = Pattern.compile("\\^ *\\\\circ");
    private static final Pattern SPACED_COMMA = Pattern.compile(",\\\\! *");
    private static final Pattern SPACED_MINUS = Pattern.compile("- +");
    private static final Pattern MIXED_NUMBER = Pattern.compile("([0-9]) +([0-9])");

    private PlainMathNormaliser() {}

    static String normalise(String answer) {
        String text = Latex.withoutEnclosingText(answer);
        text = text.replace("\\%", "%").replace("\\$", "$").replace("$", "").replace("%", "");
        text = text.replace(" or ", " , ").replace(" and ", " , ");
        text = text.replace("million", "*10^6").replace("billion", "*10^9").replace("trillion", "*10^12");
        text = UNIT_WORDS.matcher(text).replaceAll("");
        text = DEGREE_MARK.matcher(text).replaceAll("");
        if (text.startsWith("{") && text.endsWith("}") && text.length() >= 2) {
            text = text.substring(1, text.length() - 1);
        }
        text = SPACED_COMMA.matcher(text).replaceAll("");
        Optional<String> integer = MathNumbers.integer(text);
        return integer.isPresent() ? integer.get() : withoutLayout(text);
    }

    private static String withoutLayout(String expression) {
        String text = expression.indexOf('\\') < 0 ? expression : Latex.toText(expression);
        text = SPACED_MINUS.matcher(text).replaceAll("-");
        text = MIXED_NUMBER.matcher(text).replaceAll("$1+$2");
        text = text.replace(" ", "").replace("{", "").replace("}", "").toLowerCase(Locale.ROOT);
        return MathNumbers.integer(MathNumbers.withoutThousandsCommas(text)).orElse(text);
    }
}
