package dev.rollstream.local.demo;

import dev.rollstream.learner.ReadingLearner;
import dev.rollstream.learner.ReadingTotals;
import dev.rollstream.producer.task.TaskProducerStage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How far a demo is, and when it passed what. */
final class DemoProgress {
    private final long startNs;
    private final long streamStartNs;
    private LiveFigures.Snapshot figures = new LiveFigures.Snapshot(0, 0, 0, Map.of(), List.of());
    private long firstNs;
    private long lastNs;

    /**
     * @param startNs when the work began
     * @param streamStartNs when the task producer was started
     */
    DemoProgress(long startNs, long streamStartNs) {
        this.startNs = startNs;
        this.streamStartNs = streamStartNs;
        this.firstNs = streamStartNs;
        this.lastNs = streamStartNs;
    }

    void look(LiveFigures.Snapshot now, long nowNs) {
        if (figures.ended() == 0 && now.ended() > 0) {
            firstNs = nowNs;
        }
        if (now.ended() > figures.ended()) {
            lastNs = nowNs;
        }
        figures = now;
    }

    LiveFigures.Snapshot figures() {
        return figures;
    }

    Duration streaming() {
        return Duration.ofNanos(lastNs - streamStartNs);
    }

    Duration firstAdvantage() {
        return Duration.ofNanos(firstNs - startNs);
    }

    /** Whether every group has ended, the figures show it, and the learner has dealt with each. */
    boolean isOver(TaskProducerStage producer, ReadingLearner learner) {
        ReadingTotals read = learner.totals();
        long dealtWith = read.groups() + sum(read.refused()) + sum(read.passedOver());
        return producer.health().hasEnded()
                && figures.ended() >= producer.produced()
                && dealtWith >= producer.produced();
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
