package dev.rollstream.local.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
final class Numbers {
    private static final String NONE = "\u2013";

    private Numbers() {}

    /** With three decimals at most; an en dash if it is not a number. */
    static String plain(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, "%.3f", value);
        String shorter = text.replaceAll("\\.?0+$", "");
        return shorter.equals("-0") || shorter.isEmpty() ? "0" : shorter;
    }

    /** A share in percent with one decimal, without the sign. */
    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f", 100 * share) : NONE;
    }

    /** A difference of shares in points, with its sign. */
    static String points(double difference) {
        return Double.isFinite(difference) ? String.format(Locale.ROOT, "%+.1f", 100 * difference) : NONE;
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Such as {@code 4 min 12 s}. */
    static String duration(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (duration.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
        }
        return duration.toHours() == 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}
