package dev.rollstream.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A text as a hashed bag: the buckets of its words and of its pairs of neighbouring words, in lower case, punctuation dropped. Order
 * is lost but for the pairs. What follows {@code A. } to {@code D. } up to the next of these or the end of the sentence is the text
 * of that option and is hashed on its own: that letters name options is built in.
 */
final class PromptText {
    /** Letters that can name options. */
    static final int OPTIONS = 4;

    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
    private static final Pattern OPTION = Pattern.compile("\\b([A-D])\\. ([^.\\n]*?)(?=\\s+[A-D]\\. |[.\\n]|$)");

    private PromptText() {}

    /** The buckets that {@code text} falls in, ascending, each once. */
    static int[] bag(String text, int buckets) {
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
        IntStream.Builder found = IntStream.builder();
        String before = "";
        while (words.find()) {
            found.add(bucket(words.group(), buckets));
            found.add(bucket(before + " " + words.group(), buckets));
            before = words.group();
        }
        return found.build().sorted().distinct().toArray();
    }

    /** The texts of options A to D; empty where the prompt has none. */
    static List<String> options(String text) {
        String[] options = new String[OPTIONS];
        Arrays.fill(options, "");
        Matcher option = OPTION.matcher(text);
        while (option.find()) {
            options[option.group(1).charAt(0) - 'A'] = option.group(2);
        }
        return List.of(options);
    }

    /** String's hash is specified, so buckets are the same everywhere; its low bits alone are poor. */
    private static int bucket(String text, int buckets) {
        return (int) Long.remainderUnsigned(SampleRandom.mix(text.hashCode()), buckets);
    }
}
