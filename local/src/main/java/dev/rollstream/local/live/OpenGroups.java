package dev.rollstream.local.live;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The groups that were opened and have not ended, as far as their opening was seen. */
final class OpenGroups {
    /** Beyond this many only their number is kept, and the oldest is of those that are known. */
    static final int MAX_KNOWN = 200_000;

    private final Map<String, Long> openedMs = new HashMap<>();
    private final int limit;
    private long unknown;

    OpenGroups() {
        this(MAX_KNOWN);
    }

    OpenGroups(int limit) {
        this.limit = limit;
    }

    void opened(String groupId, long timeMs) {
        if (openedMs.size() < limit || openedMs.containsKey(groupId)) {
            openedMs.putIfAbsent(groupId, timeMs);
        } else {
            unknown++;
        }
    }

    /** A group that was opened before anything was looked at changes nothing. */
    void ended(String groupId) {
        if (openedMs.remove(groupId) == null && unknown > 0) {
            unknown--;
        }
    }

    long count() {
        return openedMs.size() + unknown;
    }

    /** When the oldest was opened, milliseconds since the epoch; empty if none is open. */
    OptionalLong oldestMs() {
        return openedMs.values().stream().mapToLong(Long::longValue).min();
    }
}
