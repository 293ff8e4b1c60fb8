package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folds a run's records at once, without a broker, policy versions first; keeps payloads for the examples. */
final class MemorySink implements SyntheticRun.Sink {
    private final List<Task> tasks = new ArrayList<>();
    private final List<Rollout> rollouts = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final RunFigures figures;

    MemorySink(RunReport.Options options) {
        figures = new RunFigures(options);
    }

    @Override
    public RecordRef task(Task task) {
        tasks.add(task);
        return ref(tasks.size() - 1);
    }

    @Override
    public void answerKey(AnswerKeyEvent key) {
        // every answer is the same
    }

    @Override
    public RecordRef rollout(Rollout rollout) {
        rollouts.add(rollout);
        return ref(rollouts.size() - 1);
    }

    private static RecordRef ref(int offset) {
        return RecordRef.newBuilder().setPartition(0).setOffset(offset).build();
    }

    @Override
    public void reward(RewardEvent event, long timeMs) {
        later.add(() -> figures.onReward(event, timeMs));
    }

    @Override
    public void group(AdvantageGroup group, long timeMs) {
        later.add(() -> figures.onAdvantageGroup(group, timeMs));
    }

    @Override
    public void policy(PolicyVersion version, long timeMs) {
        figures.onPolicyVersion(version);
    }

    @Override
    public void receipt(Receipt receipt, long timeMs) {
        later.add(() -> figures.onReceipt(receipt, timeMs));
    }

    RunFigures figures() {
        later.forEach(Runnable::run);
        later.clear();
        return figures;
    }

    ReportContent content() {
        RunFigures folded = figures();
        List<Example> examples =
                folded.examples().chosen().stream().map(this::example).toList();
        return new ReportContent(List.copyOf(folded.runs().keySet()), folded, Charts.of(folded), true, examples);
    }

    private Example example(ExampleChoice.Chosen chosen) {
        Map<Integer, Rollout> bySlot = new HashMap<>();
        chosen.group()
                .getMembers()
                .forEach(member -> bySlot.put(member.getIndex(), rollouts.get((int)
                        member.getRollout().getOffset())));
        Task task = tasks.get((int) chosen.group().getTask().getOffset());
        return new Example(chosen, Optional.of(task), Optional.of("B"), bySlot);
    }
}
