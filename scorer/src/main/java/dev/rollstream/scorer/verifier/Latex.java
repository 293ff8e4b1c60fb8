package dev.rollstream.scorer.verifier;

import java.util.Map;
import java.util.Set;

/** The little LaTeX that answers are written in. Every method is one pass over the text. */
final class Latex {
    private static final String TEXT = "\\text{";
    private static final String FRACTION = "\\frac";
    private static final String ROOT = "\\sqrt";
    private static final Map<String, String> COMMANDS = Map.ofEntries(
            Map.entry("pi", "pi"),
            Map.entry("infty", "inf"),
            Map.entry("cup", "U"),
            Map.entry("cdot", "*"),
            Map.entry("times", "*"),
            Map.entry("div", "/"),
            Map.entry("pm", "+-"),
            Map.entry("leq", "<="),
            Map.entry("le", "<="),
            Map.entry("geq", ">="),
            Map.entry("ge", ">="),
            Map.entry("neq", "!="));
    private static final Set<String> DROPPED = Set.of(
            "text",
            "textbf",
            "textit",
            "textrm",
            "mathrm",
            "mathbf",
            "mathit",
            "mathbb",
            "operatorname",
            "mbox",
            "left",
            "right",
            "displaystyle",
            "quad",
            "qquad");
    private static final String DROPPED_SIGNS = ",;:! \\{}";

    private Latex() {}

    /** The content of {@code \text{content}} where that is the whole answer. */
    static String withoutEnclosingText(String text) {
        boolean enclosed = text.startsWith(TEXT) && text.endsWith("}") && text.length() > TEXT.length() + 1;
        return enclosed && text.indexOf('\n') < 0 ? Whitespace.strip(text, TEXT.length(), text.length() - 1) : text;
    }

    /** Writes {@code \sqrt3} as {@code \sqrt{3}}. */
    static String withBracedRoots(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        int copied = 0;
        for (int at = text.indexOf(ROOT); at >= 0; at = text.indexOf(ROOT, copied)) {
            int argument = at + ROOT.length();
            out.append(text, copied, argument);
            copied = argument;
            if (argument < text.length() && text.charAt(argument) != '{') {
                out.append('{').append(text.charAt(argument)).append('}');
                copied++;
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** Writes {@code \frac12} and {@code \frac1{2}} as {@code \frac{1}{2}}; a fraction without arguments leaves the text. */
    static String withBracedFractions(String text) {
        StringBuilder out = new StringBuilder(text.length() + 4);
        int copied = 0;
        for (int at = text.indexOf(FRACTION); at >= 0; at = text.indexOf(FRACTION, copied)) {
            int argument = at + FRACTION.length();
            out.append(text, copied, argument);
            copied = argument;
            if (argument + 1 >= text.length()) {
                return text;
            }
            if (text.charAt(argument) != '{') {
                out.append('{').append(text.charAt(argument)).append('}');
                copied++;
                if (text.charAt(copied) != '{') {
                    out.append('{').append(text.charAt(copied)).append('}');
                    copied++;
                }
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** Plain text for LaTeX: fractions by a slash, roots as {@code sqrt(..)}, symbols by name, layout dropped. */
    static String toText(String latex) {
        String text = withBracedRoots(latex.replace("tfrac", "frac").replace("dfrac", "frac"));
        text = withBracedFractions(text.replace(FRACTION, " " + FRACTION));
        return Whitespace.strip(new TextWriter(text).write());
    }

    private static final class TextWriter {
        private static final char PLAIN = 'p';
        private static final char NUMERATOR = 'n';
        private static final char ROOT_ARGUMENT = 'r';

        private final String text;
        private final StringBuilder out;
        /** What each open brace belongs to, innermost last: one character each, as there may be millions. */
        private final StringBuilder open = new StringBuilder();

        private char next = PLAIN;
        private int at;

        TextWriter(String text) {
            this.text = text;
            this.out = new StringBuilder(text.length());
        }

        String write() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '\\') {
                    command();
                } else if (c == '{') {
                    openBrace();
                } else if (c == '}') {
                    closeBrace();
                } else {
                    out.append(c);
                }
            }
            return out.toString();
        }

        private void command() {
            int start = at;
            while (at < text.length() && isLetter(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                sign();
                return;
            }
            String name = text.substring(start, at);
            switch (name) {
                case "frac" -> next = NUMERATOR;
                case "sqrt" -> next = ROOT_ARGUMENT;
                default -> out.append(DROPPED.contains(name) ? "" : COMMANDS.getOrDefault(name, name));
            }
        }

        private void sign() {
            if (at < text.length() && DROPPED_SIGNS.indexOf(text.charAt(at)) < 0) {
                out.append(text.charAt(at));
            }
            at++;
        }

        private void openBrace() {
            if (next == ROOT_ARGUMENT) {
                out.append("sqrt(");
            }
            open.append(next);
            next = PLAIN;
        }

        private void closeBrace() {
            int innermost = open.length() - 1;
            if (innermost < 0) {
                return;
            }
            char closed = open.charAt(innermost);
            open.setLength(innermost);
            if (closed == NUMERATOR) {
                out.append('/');
            } else if (closed == ROOT_ARGUMENT) {
                out.append(')');
            }
        }

        private static boolean isLetter(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
    }
}
