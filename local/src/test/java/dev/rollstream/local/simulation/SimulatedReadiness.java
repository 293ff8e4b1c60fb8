package dev.rollstream.local.simulation;

import dev.rollstream.scorer.LogReadiness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a process of the scorer knows about how far it has come. It notes ends, and learns, some time after its commits have
 * reached one, that everything appended before that instant is dealt with.
 */
final class SimulatedReadiness implements LogReadiness {
    /** Subtracted from the instant, for clocks that differ. */
    static final long SLACK_MS = 500;

    private record Mark(SimulatedLog log, int end, long atMs) {}

    private final Map<String, Long> asOfMs = new HashMap<>();
    private final List<Mark> marks = new ArrayList<>();
    private @Nullable LongSupplier believed;

    /** From now on it takes the wall clock for knowledge: the mistake that loses whatever waits unread. */
    void believe(LongSupplier wallMs) {
        believed = wallMs;
    }

    /** Notes where a log ends. */
    void note(SimulatedLog log, long wallMs) {
        marks.add(new Mark(log, log.end(), wallMs - SLACK_MS));
    }

    /** Learns which noted ends were reached. */
    void learn(ToIntFunction<SimulatedLog> committed) {
        for (Iterator<Mark> each = marks.iterator(); each.hasNext(); ) {
            Mark mark = each.next();
            if (committed.applyAsInt(mark.log) >= mark.end) {
                asOfMs.merge(mark.log.topic(), mark.atMs, Math::max);
                each.remove();
            }
        }
    }

    @Override
    public long caughtUpAsOfMs(TopicPartition partition, long neededMs) {
        return believed != null ? believed.getAsLong() : asOfMs.getOrDefault(partition.topic(), UNKNOWN);
    }
}
