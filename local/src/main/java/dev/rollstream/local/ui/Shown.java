package dev.rollstream.local.ui;

import dev.rollstream.pretext.preview.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Text from outside as the page shows it: its beginning, with invisible characters and such as turn the writing shown by number. */
final class Shown {
    private Shown() {}

    /** Text of many lines; {@code more} counts the characters left out. */
    static Map<String, Object> lines(String text, int length) {
        int points = text.codePointCount(0, text.length());
        String begin = points <= length ? text : text.substring(0, text.offsetByCodePoints(0, length));
        List<String> lines = new ArrayList<>();
        for (String line : begin.split("\r\n|\r|\n", -1)) {
            lines.add(PlainText.visible(line));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("text", String.join("\n", lines));
        if (points > length) {
            json.put("more", points - length);
        }
        return json;
    }

    /** Text on one line. */
    static String line(String text, int length) {
        int points = text.codePointCount(0, text.length());
        String begin = points <= length ? text : text.substring(0, text.offsetByCodePoints(0, length)) + "\u2026";
        return PlainText.visible(begin);
    }
}
