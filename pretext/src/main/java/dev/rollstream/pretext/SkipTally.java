package dev.rollstream.pretext;

import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what was made and what was skipped. An unusable source or depth map counts once, with the task that came upon it
 * first; an unsuitable picture counts every time. For one thread.
 */
public final class SkipTally {
    private final Map<String, Map<String, Long>> made = new TreeMap<>();
    private final Map<String, Map<SkipReason, Long>> skipped = new TreeMap<>();
    private final Set<String> unusable = new HashSet<>();

    /** Counts a sample, if there is one, and the skips before it, and returns those skips that were counted. */
    public List<Skip> add(Draw draw) {
        if (draw instanceof GeneratedSample generated) {
            addMade(generated.sample().task(), generated.sample().variant(), 1);
        }
        return addSkips(draw.skips());
    }

    /** Counts samples that were made earlier. */
    public void addMade(String task, String variant, long count) {
        made.computeIfAbsent(task, name -> new TreeMap<>()).merge(variant, count, Long::sum);
    }

    /** Counts skips, and returns those that were counted. */
    public List<Skip> addSkips(List<Skip> skips) {
        List<Skip> counted = new ArrayList<>();
        for (Skip skip : skips) {
            if (counts(skip)) {
                counted.add(skip);
                skipped.computeIfAbsent(skip.task(), task -> new EnumMap<>(SkipReason.class))
                        .merge(skip.reason(), 1L, Long::sum);
            }
        }
        return counted;
    }

    private boolean counts(Skip skip) {
        SkipReason.Scope scope = skip.reason().scope();
        return scope == SkipReason.Scope.SAMPLE || unusable.add(scope + " " + skip.source());
    }

    /** Samples by task and variant, both sorted. */
    public Map<String, Map<String, Long>> made() {
        Map<String, Map<String, Long>> copy = new TreeMap<>();
        made.forEach((task, counts) -> copy.put(task, new TreeMap<>(counts)));
        return copy;
    }

    /** Skips by task, sorted, and reason, in the order of the enum. */
    public Map<String, Map<SkipReason, Long>> skipped() {
        Map<String, Map<SkipReason, Long>> copy = new TreeMap<>();
        skipped.forEach((task, counts) -> copy.put(task, new EnumMap<>(counts)));
        return copy;
    }
}
