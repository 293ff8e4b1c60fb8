package dev.rollstream.scorer.verifier;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Brings a short mathematical answer to the form in which the DAPO reward compares it.
 *
 * <p>In order: keep what follows the last equals sign; drop articles, escaped dollar signs, blanks and unit words; unwrap
 * what stands between dollar signs and inside {@code \text}, {@code \textbf}, {@code \overline} and {@code \boxed}; brace
 * the bare arguments of {@code frac} and {@code sqrt}; drop the commas of a digit string.
 */
final class DapoNormaliser {
    private static final List<String> DROPPED_FIRST = List.of("an ", "a ");
    private static final List<String> DROPPED_NEXT = List.of("\\$", "\\ ", " ");
    private static final List<String> DROPPED_WORDS = List.of(
            "square",
            "ways",
            "integers",
            "dollars",
            "mph",
            "inches",
            "hours",
            "km",
            "units",
            "\\ldots",
            "sue",
            "points",
            "feet",
            "minutes",
            "digits",
            "cents",
            "degrees",
            "cm",
            "gm",
            "pounds",
            "meters",
            "meals",
            "edges",
            "students",
            "childrentickets",
            "multiples",
            "\\text{s}",
            "\\text{.}",
            "\\text{\ns}",
            "\\text{}^2",
            "\\text{}^3",
            "\\text{\n}",
            "\\text{}",
            "\\mathrm{th}",
            "^\\circ",
            "^{\\circ}",
            "\\;",
            ",\\!",
            "{,}",
            "\"",
            "\\dots");
    private static final Pattern BARE_FRACTION = Pattern.compile("frac([^{])(.)");
    private static final Pattern BARE_ROOT = Pattern.compile("sqrt([^{])");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private DapoNormaliser() {}

    static String normalise(String answer) {
        String text = answer.substring(answer.lastIndexOf('=') + 1);
        text = dropAll(text, DROPPED_FIRST).replace(".$", "$");
        text = dropAll(text, DROPPED_NEXT).replace("mbox", "text");
        text = text.replace(",\\text{and}", ",").replace("\\text{and}", ",").replace("\\text{m}", "\\text{}");
        text = dropAll(text, DROPPED_WORDS);
        text = insideDollars(text);
        text = unwrap(unwrap(unwrap(text, "\\text{"), "\\textbf{"), "\\overline{");
        text = unwrapOuter(text, "\\boxed{");
        text = BARE_FRACTION.matcher(text).replaceAll("frac{$1}{$2}");
        text = BARE_ROOT.matcher(text).replaceAll("sqrt{$1}").replace("$", "");
        String withoutCommas = text.replace(",", "");
        return Whitespace.strip(DIGITS.matcher(withoutCommas).matches() ? withoutCommas : text);
    }

    private static String dropAll(String text, List<String> parts) {
        String rest = text;
        for (String part : parts) {
            rest = rest.replace(part, "");
        }
        return rest;
    }

    /** What stands between the first two dollar signs, dollar signs included; the text itself if there are no two. */
    private static String insideDollars(String text) {
        int open = text.indexOf('$');
        int close = open < 0 ? -1 : text.indexOf('$', open + 1);
        return close < 0 ? text : text.substring(open, close + 1);
    }

    /** Replaces every {@code COMMAND{content}} by its content up to the next closing brace. */
    private static String unwrap(String text, String command) {
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        for (int at = text.indexOf(command); at >= 0; at = text.indexOf(command, copied)) {
            int start = at + command.length();
            int end = text.indexOf('}', start);
            if (end < 0) {
                break;
            }
            out.append(text, copied, at).append(text, start, end);
            copied = end + 1;
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** Removes the first {@code COMMAND} with its brace and the last closing brace after it. */
    private static String unwrapOuter(String text, String command) {
        int at = text.indexOf(command);
        int end = text.lastIndexOf('}');
        if (at < 0 || end < at + command.length()) {
            return text;
        }
        return text.substring(0, at) + text.substring(at + command.length(), end) + text.substring(end + 1);
    }
}
