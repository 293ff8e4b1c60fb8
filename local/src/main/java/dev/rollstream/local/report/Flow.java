package dev.rollstream.local.report;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How groups moved through the stream over time. */
final class Flow {
    static final long FIRST_WIDTH_MS = 1_000;

    private static final int MAX_BUCKETS = 240;
    private static final int MAX_LEARNERS = 8;

    private final Buckets<FlowCounts> buckets =
            new Buckets<>(MAX_BUCKETS, FIRST_WIDTH_MS, FlowCounts::new, FlowCounts::plus);
    private final FlowCounts total = new FlowCounts();
    private final SortedMap<String, Long> learners = new TreeMap<>();
    private long firstMs = Long.MAX_VALUE;
    private long lastMs = Long.MIN_VALUE;

    void opened(long timeMs) {
        see(timeMs);
        buckets.at(timeMs).open();
        total.open();
    }

    void scored(long timeMs) {
        see(timeMs);
        buckets.at(timeMs).score();
        total.score();
    }

    void ended(long timeMs, GroupOutcome outcome, boolean usable) {
        see(timeMs);
        buckets.at(timeMs).end(outcome, usable);
        total.end(outcome, usable);
    }

    private void see(long timeMs) {
        firstMs = Math.min(firstMs, timeMs);
        lastMs = Math.max(lastMs, timeMs);
    }

    void receipt(long timeMs, Receipt receipt) {
        if (knows(receipt.getLearner())) {
            buckets.at(timeMs).receipt(receipt.getLearner(), receipt.getOutcome());
            total.receipt(receipt.getLearner(), receipt.getOutcome());
        }
    }

    void progress(long timeMs, Progress progress) {
        if (knows(progress.getLearner())) {
            long groups = progress.getGroups().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            buckets.at(timeMs).progress(progress.getLearner(), groups);
            total.progress(progress.getLearner(), groups);
        }
    }

    private boolean knows(String learner) {
        if (learners.containsKey(learner) || learners.size() < MAX_LEARNERS) {
            learners.merge(learner, 1L, Long::sum);
            return true;
        }
        return false;
    }

    boolean isEmpty() {
        return firstMs > lastMs;
    }

    /** When the first thing happened by the broker's time, in milliseconds since the epoch. */
    long firstMs() {
        return isEmpty() ? 0 : firstMs;
    }

    /** When the last thing happened by the broker's time. */
    long lastMs() {
        return isEmpty() ? 0 : lastMs;
    }

    FlowCounts total() {
        return total;
    }

    /** The learner that has dealt with most groups, if there is one. */
    Optional<String> mainLearner() {
        return learners.keySet().stream()
                .max(Comparator.<String>comparingLong(
                                learner -> Math.max(total.receipts(learner).total(), total.progress(learner)))
                        .thenComparing(Comparator.reverseOrder()));
    }

    /** Learners that wrote receipts or progress. */
    List<String> learners() {
        return List.copyOf(learners.keySet());
    }

    /**
     * A moment of the run.
     *
     * @param startMs begin of its bucket
     * @param widthMs width of its bucket
     * @param counts what happened in the bucket
     * @param open groups opened but not ended at the bucket's end
     * @param unread usable groups that the main learner had not dealt with at the bucket's end; negative: there is no learner
     */
    record Moment(long startMs, long widthMs, FlowCounts counts, long open, long unread) {
        /** Of the count in this bucket. */
        double perSecond(long count) {
            return count * 1e3 / widthMs;
        }
    }

    /**
     * The run as moments. Learners' clocks are their own, so that buckets wholly outside the time that the broker saw are left out.
     */
    List<Moment> moments() {
        List<Moment> moments = new ArrayList<>();
        String learner = mainLearner().orElse("");
        boolean trains = total.receipts(learner).of(ReceiptOutcome.TRAINED) > 0;
        long open = 0;
        long usable = 0;
        long read = 0;
        for (Map.Entry<Long, FlowCounts> bucket : withQuietEnds().entrySet()) {
            FlowCounts counts = bucket.getValue();
            open += counts.opened() - counts.ended().total();
            usable += counts.usable();
            read = trains ? read + counts.receipts(learner).total() : Math.max(read, counts.progress(learner));
            if (bucket.getKey() <= lastMs && bucket.getKey() + buckets.width() > firstMs) {
                long unread = learner.isEmpty() ? -1 : Math.max(0, usable - read);
                moments.add(new Moment(bucket.getKey(), buckets.width(), counts, Math.max(0, open), unread));
            }
        }
        return moments;
    }

    /** The buckets, with an empty one at each end of a time in which nothing happened, so that a curve falls to zero there. */
    private SortedMap<Long, FlowCounts> withQuietEnds() {
        SortedMap<Long, FlowCounts> occupied = buckets.byStart();
        SortedMap<Long, FlowCounts> all = new TreeMap<>(occupied);
        long width = buckets.width();
        for (long start : occupied.keySet()) {
            if (start != occupied.lastKey()) {
                all.putIfAbsent(start + width, new FlowCounts());
            }
            if (start != occupied.firstKey()) {
                all.putIfAbsent(start - width, new FlowCounts());
            }
        }
        return all;
    }
}
