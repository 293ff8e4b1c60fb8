package dev.rollstream.pretext.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a cold-start set asks for its answers, and gives them. */
public enum ColdStartStyle {
    /** As reinforcement learning does afterwards: thoughts between think tags, then the boxed answer. */
    THINK,
    /** As the released cold-start set: one of three sentences asks for an analysis and a boxed answer, without tags. */
    PUBLISHED;

    /** As on a command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The style called {@code text}. */
    public static Optional<ColdStartStyle> of(String text) {
        return Arrays.stream(values())
                .filter(style -> style.text().equals(text))
                .findFirst();
    }
}
