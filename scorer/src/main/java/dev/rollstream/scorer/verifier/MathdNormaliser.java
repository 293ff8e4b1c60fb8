package dev.rollstream.scorer.verifier;

import java.util.regex.Pattern;

/**
 * The first of the two normalisations by which mathematical answers are compared: it keeps LaTeX and unifies its notation.
 *
 * <p>Drops line ends, blanks, {@code \left}, {@code \right}, {@code \!}, {@code \$}, percent and degree marks and a unit
 * after an opened {@code \text}; writes every fraction as {@code \frac{a}{b}}; completes {@code .5} to {@code 0.5}; keeps the right
 * side of {@code x=5} where the left one has at most two characters.
 */
final class MathdNormaliser {
    private static final String UNIT = "\\text{ ";
    private static final Pattern PLAIN_FRACTION = Pattern.compile("(-?(?:0|[1-9][0-9]*))/(-?(?:0|[1-9][0-9]*))");

    private MathdNormaliser() {}

    static String normalise(String answer) {
        String text = Whitespace.strip(Latex.withoutEnclosingText(Whitespace.strip(answer)));
        int unit = text.indexOf(UNIT);
        if (unit >= 0 && text.indexOf(UNIT, unit + 1) >= 0) {
            return text;
        }
        text = withoutDecoration(unit < 0 ? text : text.substring(0, unit));
        text = text.replace(" .", " 0.").replace("{.", "{0.");
        if (text.startsWith(".")) {
            text = "0" + text;
        }
        text = Latex.withBracedRoots(rightSide(text)).replace(" ", "");
        text = Latex.withBracedFractions(text);
        return text.equals("0.5")
                ? "\\frac{1}{2}"
                : PLAIN_FRACTION.matcher(text).matches() ? asLatex(text) : text;
    }

    private static String withoutDecoration(String text) {
        return text.replace("\n", "")
                .replace("\\!", "")
                .replace("\\\\", "\\")
                .replace("tfrac", "frac")
                .replace("dfrac", "frac")
                .replace("\\left", "")
                .replace("\\right", "")
                .replace("^{\\circ}", "")
                .replace("^\\circ", "")
                .replace("\\$", "")
                .replace("\\%", "")
                .replace("%", "");
    }

    private static String rightSide(String text) {
        int equals = text.indexOf('=');
        boolean isAssignment = equals >= 0 && equals <= 2 && text.indexOf('=', equals + 1) < 0;
        return isAssignment ? text.substring(equals + 1) : text;
    }

    private static String asLatex(String fraction) {
        int slash = fraction.indexOf('/');
        return "\\frac{" + fraction.substring(0, slash) + "}{" + fraction.substring(slash + 1) + "}";
    }
}
