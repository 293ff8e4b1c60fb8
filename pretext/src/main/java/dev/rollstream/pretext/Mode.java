package dev.rollstream.pretext;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How faithful a task is to the released generator, and how strict about what it lets through. */
public enum Mode {
    /** The intended behaviour: ambiguous or illegible tasks are refused with a reason. */
    STRICT,
    /** The released algorithm with its thresholds and its blind spots; only crashes and wrong wording are mended. */
    REFERENCE;

    /** As it is written on the command line and in files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode written as {@code text}. */
    public static Optional<Mode> of(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
    }
}
