package dev.rollstream.pretext.preview;

import java.util.Locale;

/** Text from outside, file names above all, made safe to show. */
public final class PlainText {
    private static final String ELLIPSIS = "\u2026";

    private PlainText() {}

    /**
     * The text with every character seen: line breaks become spaces, and what is invisible or turns the direction of writing is
     * shown by its number, such as {@code U+202E}.
     */
    public static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> {
                    if (Character.isWhitespace(point)) {
                        shown.append(' ');
                    } else {
                        number(shown, point);
                    }
                }
                case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE ->
                    number(shown, point);
                default -> shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    private static void number(StringBuilder shown, int point) {
        shown.append(String.format(Locale.ROOT, "U+%04X", point));
    }

    /** The end of a text, which tells more of a path than its beginning. */
    static String lastOf(String text, int length) {
        int points = text.codePointCount(0, text.length());
        return points <= length ? text : ELLIPSIS + text.substring(text.offsetByCodePoints(0, points - length + 1));
    }

    /** As text or attribute of HTML. */
    public static String html(String text) {
        return visible(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
