package dev.rollstream.local.docs;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names in a PromQL expression, as far as one must read it to find them. That it is PromQL at all is for promtool to say. */
final class PromQl {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHER_LABEL = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
    private static final Pattern OFFSET = Pattern.compile("\\boffset\\s+\\w+");
    private static final Pattern LABEL_LIST =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern FUNCTION = Pattern.compile("[a-z_]\\w*\\s*(?=\\()");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*");
    private static final Set<String> WORDS = Set.of(
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "and",
            "or",
            "unless",
            "bool",
            "sum",
            "min",
            "max",
            "avg",
            "count");

    private final Set<String> metrics = new TreeSet<>();
    private final Set<String> labels = new TreeSet<>();

    PromQl(String expression) {
        String rest = STRING.matcher(expression).replaceAll("\"\"");
        Matcher selectors = SELECTOR.matcher(rest);
        while (selectors.find()) {
            collect(MATCHER_LABEL, selectors.group(1), labels);
        }
        rest = RANGE.matcher(selectors.replaceAll("")).replaceAll("");
        rest = OFFSET.matcher(rest).replaceAll("");
        Matcher lists = LABEL_LIST.matcher(rest);
        while (lists.find()) {
            collect(NAME, lists.group(1), labels);
        }
        rest = FUNCTION.matcher(lists.replaceAll("")).replaceAll("");
        collect(NAME, STRING.matcher(rest).replaceAll("").replaceAll("\\b\\d[\\w.]*", ""), metrics);
        metrics.removeAll(WORDS);
    }

    private static void collect(Pattern pattern, String text, Set<String> into) {
        pattern.matcher(text)
                .results()
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .forEach(into::add);
    }

    /** Names of time series. */
    Set<String> metrics() {
        return metrics;
    }

    /** Names of labels that it selects or groups by. */
    Set<String> labels() {
        return labels;
    }
}
