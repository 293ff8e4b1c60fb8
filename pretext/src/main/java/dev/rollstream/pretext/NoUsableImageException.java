package dev.rollstream.pretext;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** So many attempts in a row gave no sample that there is no point in going on. */
public final class NoUsableImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<GeneratedSample.Skip> skips;

    NoUsableImageException(String task, List<GeneratedSample.Skip> skips) {
        super("no " + task + " task in " + skips.size() + " attempts: " + reasons(skips)
                + "; give other images, another task, or reference mode");
        this.skips = List.copyOf(skips);
    }

    /** The attempts that failed, at least one. */
    public List<GeneratedSample.Skip> skips() {
        return skips;
    }

    private static String reasons(List<GeneratedSample.Skip> skips) {
        Map<String, Integer> counts = new TreeMap<>();
        for (GeneratedSample.Skip skip : skips) {
            counts.merge(skip.reason().name(), 1, Integer::sum);
        }
        GeneratedSample.Skip last = skips.get(skips.size() - 1);
        return counts + ", the last one " + last.source() + " (" + last.detail() + ")";
    }
}
