package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.ParallelSamples;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.SkipTally;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Some of the first tasks of a run, as many of every kind as there is room for, and counts of what was made and skipped. A kind
 * shows tasks of different sources first. Pictures are held at the size of the sheet only.
 */
public final class Preview {
    /** Tasks on a sheet: what a person looks through, and a page that opens at once. */
    public static final int MAX_TASKS = 24;

    private final List<PreviewTask> tasks;
    private final Counts counts;

    /**
     * What a run made and skipped.
     *
     * @param made by task and variant
     * @param skipped by task and reason
     */
    public record Counts(Map<String, Map<String, Long>> made, Map<String, Map<SkipReason, Long>> skipped) {}

    private Preview(List<PreviewTask> tasks, Counts counts) {
        this.tasks = List.copyOf(tasks);
        this.counts = counts;
    }

    /**
     * Makes the tasks of a run and picks some of every kind.
     *
     * @param end sequence number behind the last; the run starts at 0
     * @param threads that make them, at least 1
     * @throws dev.rollstream.pretext.NoUsableImageException when the run gives no task
     */
    public static Preview of(SampleRun run, long end, int threads) {
        Map<String, Kind> byKind = new TreeMap<>();
        SkipTally tally = new SkipTally();
        try (ParallelSamples draws = new ParallelSamples(run, 0, end, threads)) {
            while (draws.hasNext()) {
                Draw draw = draws.next();
                tally.add(draw);
                if (draw instanceof GeneratedSample made) {
                    byKind.computeIfAbsent(made.sample().task(), name -> new Kind())
                            .add(made);
                }
            }
        }
        return new Preview(shared(byKind), new Counts(tally.made(), tally.skipped()));
    }

    /** Fills the sheet in rounds: the first task of every kind, then the second, as long as there is room. */
    private static List<PreviewTask> shared(Map<String, Kind> byKind) {
        Map<String, Integer> shares = new TreeMap<>();
        int room = MAX_TASKS;
        for (int round = 1; round <= MAX_TASKS; round++) {
            for (Map.Entry<String, Kind> kind : byKind.entrySet()) {
                if (room > 0 && kind.getValue().size() >= round) {
                    shares.put(kind.getKey(), round);
                    room--;
                }
            }
        }
        List<PreviewTask> chosen = new ArrayList<>();
        byKind.forEach((name, kind) -> chosen.addAll(kind.chosen(shares.getOrDefault(name, 0))));
        return chosen;
    }

    /** Candidates of one kind. */
    private static final class Kind {
        private final Set<String> sources = new HashSet<>();
        private final List<PreviewTask> firstOfSource = new ArrayList<>();
        private final List<PreviewTask> others = new ArrayList<>();

        private void add(GeneratedSample made) {
            boolean first =
                    sources.size() < MAX_TASKS && sources.add(made.sample().source());
            List<PreviewTask> tasks = first ? firstOfSource : others;
            if (first || size() < MAX_TASKS) {
                tasks.add(PreviewTask.of(made));
            }
        }

        private int size() {
            return firstOfSource.size() + others.size();
        }

        private List<PreviewTask> chosen(int count) {
            return Stream.concat(firstOfSource.stream(), others.stream())
                    .limit(count)
                    .sorted(Comparator.comparingLong(PreviewTask::sequence))
                    .toList();
        }
    }

    /** This sheet with the counts of a longer run that its tasks are the first of. */
    public Preview withCounts(Counts other) {
        return new Preview(tasks, other);
    }

    /** The tasks shown, by kind and then in the order of the run. */
    List<PreviewTask> tasks() {
        return tasks;
    }

    /** Of the whole run. */
    public Counts counts() {
        return counts;
    }

    /** How many tasks of a kind the run made. */
    long made(String task) {
        return counts.made().getOrDefault(task, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    long madeInAll() {
        return counts.made().keySet().stream().mapToLong(this::made).sum();
    }

    long skippedInAll() {
        return counts.skipped().values().stream()
                .flatMap(reasons -> reasons.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
