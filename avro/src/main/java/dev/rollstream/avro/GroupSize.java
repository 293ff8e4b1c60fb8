package dev.rollstream.avro;

import org.jspecify.annotations.Nullable;

/** How many members a group may have, for every stage alike: what one lets pass, the next can hold. */
public final class GroupSize {
    /** Most members of a group. */
    public static final int MAX = 1024;

    private GroupSize() {}

    /** Whether a group can have that many members; null, as of a record that does not say, is none. */
    public static boolean isUsable(@Nullable Integer size) {
        return size != null && size >= 1 && size <= MAX;
    }
}
