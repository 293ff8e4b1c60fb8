package dev.rollstream.local.live;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LearnerLag;
import dev.rollstream.local.live.LiveSnapshot.Endings;
import dev.rollstream.local.live.LiveSnapshot.Inputs;
import dev.rollstream.local.live.LiveSnapshot.LearnerNow;
import dev.rollstream.local.live.LiveSnapshot.Open;
import dev.rollstream.local.live.LiveSnapshot.StageNow;
import dev.rollstream.local.live.LiveSnapshot.TaskNow;
import dev.rollstream.local.live.LiveSnapshot.Window;
import dev.rollstream.local.report.RunCurves;
import dev.rollstream.local.report.RunCurves.TaskScores;
import dev.rollstream.runtime.DeadLetter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Folds the stream's small records into what the pipeline does now. Knows no Kafka and no clock; its memory does not grow with the
 * stream. A group's opening has to come before its end, a policy version before its groups.
 */
final class LiveFold {
    private static final int MAX_LEARNERS = 32;

    private final RunCurves curves = new RunCurves();
    private final OpenGroups open = new OpenGroups();
    private final RecentScores recent = new RecentScores();
    private final Rates rates = new Rates();
    private final Map<Purpose, Map<GroupOutcome, Long>> ended = new EnumMap<>(Purpose.class);
    private final Map<Purpose, Map<GroupReason, Long>> reasons = new EnumMap<>(Purpose.class);
    private final DeadLetters dead = new DeadLetters();
    private final Map<String, Map<ReceiptOutcome, Long>> receipts = new HashMap<>();
    private final Map<String, Long> progress = new HashMap<>();
    private final GroupIndex index;
    private long opened;
    private long scored;

    /**
     * Nothing seen yet.
     *
     * @param index keeps the newest groups
     */
    LiveFold(GroupIndex index) {
        this.index = index;
    }

    void onPolicyVersion(PolicyVersion version) {
        curves.onPolicyVersion(version);
    }

    void onProgress(Progress place, long timeMs) {
        curves.onProgress(place, timeMs);
        if (progress.containsKey(place.getLearner()) || progress.size() < MAX_LEARNERS) {
            progress.put(place.getLearner(), sum(place.getGroups()));
        }
    }

    void onReward(RewardEvent event, long timeMs) {
        curves.onReward(event, timeMs);
        switch (event.getType()) {
            case OPEN -> {
                opened++;
                Long openedMs =
                        event.getOpened() == null ? null : event.getOpened().getOpenedAtMs();
                open.opened(event.getGroupId(), openedMs == null ? timeMs : openedMs);
            }
            case MEMBER -> scored++;
            default -> {
                // CLOSE shows as a terminal record.
            }
        }
    }

    void onAdvantageGroup(AdvantageGroup group, int partition, long offset, long timeMs) {
        index.add(partition, offset, timeMs, group);
        curves.onAdvantageGroup(group, timeMs);
        open.ended(group.getGroupId());
        ended.computeIfAbsent(purpose(group.getPurpose()), any -> new EnumMap<>(GroupOutcome.class))
                .merge(group.getOutcome(), 1L, Long::sum);
        if (group.getReason() != GroupReason.NONE) {
            reasons.computeIfAbsent(purpose(group.getPurpose()), any -> new EnumMap<>(GroupReason.class))
                    .merge(group.getReason(), 1L, Long::sum);
        }
        recent.add(key(group.getPurpose(), text(group.getDataset()), text(group.getTaskType())), group);
    }

    void onReceipt(Receipt receipt, long timeMs) {
        curves.onReceipt(receipt, timeMs);
        if (receipts.containsKey(receipt.getLearner()) || receipts.size() < MAX_LEARNERS) {
            receipts.computeIfAbsent(receipt.getLearner(), any -> new EnumMap<>(ReceiptOutcome.class))
                    .merge(receipt.getOutcome(), 1L, Long::sum);
        }
    }

    void onDeadLetter(Optional<DeadLetter> letter) {
        dead.add(letter);
    }

    void onUndecodable() {
        curves.onUndecodable();
    }

    private static Purpose purpose(Purpose purpose) {
        return purpose == Purpose.EVAL ? Purpose.EVAL : Purpose.TRAIN;
    }

    /** As the curves tell kinds apart: by data set only what measures. */
    private static String key(Purpose purpose, String dataset, String task) {
        return purpose == Purpose.EVAL ? "EVAL\n" + dataset + "\n" + task : "TRAIN\n\n" + task;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * What the pipeline does now.
     *
     * @param window which time it is about
     * @param rollouts written in the window
     * @param lag how far the stages are behind
     */
    LiveSnapshot snapshot(Window window, long rollouts, LagReport lag) {
        Counts counts = counts(rollouts);
        if (window.unread() > 0) {
            rates.clear();
        } else {
            rates.add(window.atMs(), counts);
        }
        OptionalLong oldestMs = open.oldestMs();
        Open now = new Open(
                open.count(),
                oldestMs.isEmpty() ? oldestMs : OptionalLong.of(Math.max(0, window.atMs() - oldestMs.getAsLong())));
        Endings endings = new Endings(ended, reasons, dead.list());
        return new LiveSnapshot(window, stages(counts, lag), now, endings, tasks(), learners(lag), lag);
    }

    /** The curves of a report, of what was read so far. */
    List<Map<String, Object>> charts() {
        return curves.charts();
    }

    private Counts counts(long rollouts) {
        long receipted = receipts.values().stream().mapToLong(LiveFold::sum).sum();
        long used = receipted > 0 ? receipted : sum(progress);
        return new Counts(
                opened,
                rollouts,
                scored,
                ended.values().stream().mapToLong(LiveFold::sum).sum(),
                used);
    }

    private List<StageNow> stages(Counts counts, LagReport lag) {
        return List.of(
                stage("tasks", "groups opened", Counts::opened, counts, Inputs.NONE),
                stage("worker", "rollouts", Counts::rollouts, counts, StageInputs.of("worker", lag)),
                stage("scorer", "rewards", Counts::scored, counts, StageInputs.of("scorer", lag)),
                stage("aggregator", "groups ended", Counts::ended, counts, StageInputs.of("aggregator", lag)),
                stage("learner", "groups used", Counts::used, counts, StageInputs.ofLearners(lag)));
    }

    private StageNow stage(String name, String what, ToLongFunction<Counts> count, Counts counts, Inputs inputs) {
        return new StageNow(name, what, count.applyAsLong(counts), rates.perSecond(count), inputs);
    }

    private List<TaskNow> tasks() {
        List<TaskNow> tasks = new ArrayList<>();
        for (TaskScores scores : curves.tasks()) {
            String key = key(scores.purpose(), scores.dataset(), scores.task());
            tasks.add(new TaskNow(scores, recent.reward(key)));
        }
        return tasks;
    }

    private List<LearnerNow> learners(LagReport lag) {
        List<LearnerNow> learners = new ArrayList<>();
        for (LearnerLag waiting : lag.learners()) {
            learners.add(new LearnerNow(waiting, receipts.getOrDefault(waiting.learner(), Map.of())));
        }
        return learners;
    }
}
