package dev.rollstream.local.bench;

import java.util.Locale;

/** Numbers as tables show them: three digits that count, thousands with a comma. */
final class Numbers {
    private static final double WHOLE = 100;
    private static final double TENTHS = 10;

    private Numbers() {}

    static String of(double value) {
        if (Math.abs(value) >= WHOLE) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= TENTHS ? "%.1f" : "%.2f", value);
    }
}
