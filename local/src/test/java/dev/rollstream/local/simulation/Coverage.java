package dev.rollstream.local.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often what happened: a simulation in which nothing happens proves nothing. */
final class Coverage {
    private final Map<String, Integer> counts = new TreeMap<>();

    void add(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    void addAll(Coverage other) {
        other.counts.forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }

    Map<String, Integer> counts() {
        return counts;
    }
}
