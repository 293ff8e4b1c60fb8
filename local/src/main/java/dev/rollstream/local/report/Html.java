package dev.rollstream.local.report;

import dev.rollstream.pretext.preview.PlainText;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;

/**
 * An HTML text that is written front to back and cannot come out broken: text and attribute values are always escaped, with invisible
 * characters shown by their numbers, and elements close in the order that they were opened.
 */
final class Html {
    private static final String NAME = "[a-z][a-z0-9-]*";

    private final StringBuilder page = new StringBuilder(1 << 20);
    private final Deque<String> open = new ArrayDeque<>();

    Html() {
        page.append("<!DOCTYPE html>\n");
    }

    /**
     * Begins an element.
     *
     * @param attributes names and values by turns
     */
    Html open(String tag, String... attributes) {
        begin(tag, attributes);
        open.push(tag);
        return this;
    }

    /** An element without content and without an end, such as {@code img}. */
    Html single(String tag, String... attributes) {
        begin(tag, attributes);
        return this;
    }

    private void begin(String tag, String... attributes) {
        page.append('<').append(checked(tag));
        for (int i = 0; i < attributes.length; i += 2) {
            page.append(' ').append(checked(attributes[i])).append("=\"");
            page.append(PlainText.html(attributes[i + 1])).append('"');
        }
        page.append('>');
    }

    private static String checked(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("'" + name + "' is no name of an element or attribute");
        }
        return name;
    }

    /** Ends the element that was opened last. */
    Html close() {
        page.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** Text on one line. */
    Html text(String text) {
        page.append(PlainText.html(text));
        return this;
    }

    /** Text that keeps its line breaks, for {@code pre}. */
    Html lines(String text) {
        String[] lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
            page.append(i == 0 ? "" : "\n").append(PlainText.html(lines[i]));
        }
        return this;
    }

    /** An element with nothing but text. */
    Html element(String tag, String text, String... attributes) {
        open(tag, attributes);
        text(text);
        return close();
    }

    /**
     * A picture that needs no file beside the page.
     *
     * @param mediaType such as image/jpeg
     * @param bytes the encoded picture
     * @param attributes further names and values by turns
     */
    Html picture(String mediaType, byte[] bytes, String... attributes) {
        String[] all = new String[attributes.length + 2];
        System.arraycopy(attributes, 0, all, 2, attributes.length);
        all[0] = "src";
        all[1] = "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
        return single("img", all);
    }

    /** The page's own style sheet: never anything from outside. */
    Html style(String css) {
        page.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    /**
     * The whole text.
     *
     * @throws IllegalStateException if an element is still open
     */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("elements are still open: " + open);
        }
        return page.toString();
    }
}
