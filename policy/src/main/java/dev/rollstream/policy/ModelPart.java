package dev.rollstream.policy;

import java.util.Arrays;
import java.util.Locale;

/** Parts of the model that may learn at different rates. A parameter's name begins with its part's name and a dot. */
public enum ModelPart {
    /** Where the markers are and how far things are: learned without answers, before all else. */
    PLACE,
    /** What tiles show. */
    TILE,
    /** How pictures and text bear on the labels. */
    RELATION,
    /** What is written when: everything that pictures do not reach. */
    LANGUAGE;

    String prefix() {
        return name().toLowerCase(Locale.ROOT) + ".";
    }

    /** The part that a parameter belongs to. */
    static ModelPart of(String parameter) {
        return Arrays.stream(values())
                .filter(part -> parameter.startsWith(part.prefix()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no part of the model has a parameter '" + parameter + "'"));
    }
}
