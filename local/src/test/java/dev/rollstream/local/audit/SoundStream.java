package dev.rollstream.local.audit;

import dev.rollstream.aggregator.GroupFold;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topics;
import dev.rollstream.runtime.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The life of one group of two in all topics, as it should be. Tests break it, and ask which guarantees notice. */
public final class SoundStream {
    public static final String GROUP = "run/0";
    static final Topics TOPICS = new Topics("test.");

    static final String POLICY = "policy";
    static final String LEARNER = "learner";
    private static final String RUN = "run";
    private static final int PARTITION = 1;
    private static final long TASK_AT = 5;
    private static final long FIRST_ROLLOUT_AT = 20;
    private static final long GROUP_AT = 8;
    private static final int SIZE = 2;

    final List<Logged<Task>> tasks = new ArrayList<>();
    final List<Logged<AnswerKeyEvent>> answerKeys = new ArrayList<>();
    final List<Logged<Rollout>> rollouts = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    final List<Logged<RewardEvent>> rewards = new ArrayList<>();
    final List<Logged<AdvantageGroup>> groups = new ArrayList<>();
    final List<Logged<PolicyVersion>> versions = new ArrayList<>();
    final List<Logged<Receipt>> receipts = new ArrayList<>();
    final List<Logged<Progress>> progress = new ArrayList<>();

    SoundStream() {
        tasks.add(at(TASK_AT, task(sampling())));
        answerKeys.add(at(3, key(ref(TASK_AT))));
        for (int index = 0; index < SIZE; index++) {
            rollouts.add(at(FIRST_ROLLOUT_AT + index, rollout(index)));
        }
        rewards.add(at(0, opened()));
        rewards.add(at(1, member(0, 1.0, FIRST_ROLLOUT_AT)));
        rewards.add(at(2, member(1, 0.1, FIRST_ROLLOUT_AT + 1)));
        rewards.add(at(3, closed(SIZE)));
        groups.add(at(GROUP_AT, folded(rewards)));
        versions.add(at(POLICY, 0, version(1, null)));
        versions.add(at(POLICY, 1, version(2, 1L)));
        receipts.add(at(0, receipt(GROUP_AT, 1, 2)));
        progress.add(at(LEARNER, 0, progress(2, GROUP_AT + 1)));
    }

    /** A version that the learner published. */
    static PolicyVersion version(long number, @Nullable Long parent) {
        return PolicyVersion.newBuilder()
                .setPolicyId(POLICY)
                .setVersion(number)
                .setParent(parent)
                .setLearner(LEARNER)
                .build();
    }

    /** Where the learner stands. */
    static Progress progress(long version, long nextOffset) {
        return Progress.newBuilder()
                .setLearner(LEARNER)
                .setPolicyId(POLICY)
                .setPolicyVersion(version)
                .setPosition(List.of(new PartitionPosition(PARTITION, nextOffset)))
                .build();
    }

    /** A record of the group. */
    static <V> Logged<V> at(long offset, V value) {
        return at(GROUP, offset, value);
    }

    /** A record of any group. */
    static <V> Logged<V> at(String group, long offset, V value) {
        return new Logged<>(group, PARTITION, offset, 1_000 + offset, value);
    }

    static RecordRef ref(long offset) {
        return RecordRef.newBuilder().setPartition(PARTITION).setOffset(offset).build();
    }

    static SamplingParameters sampling() {
        return SamplingParameters.newBuilder()
                .setTemperature(1.0)
                .setTopP(1.0)
                .setTopK(0)
                .setMinP(0.0)
                .setMaxTokens(100)
                .build();
    }

    static Task task(SamplingParameters sampling) {
        return Task.newBuilder()
                .setGroupId(GROUP)
                .setRunId(RUN)
                .setSampling(sampling)
                .build();
    }

    static AnswerKeyEvent key(RecordRef task) {
        return AnswerKeyEvent.newBuilder()
                .setGroupId(GROUP)
                .setRunId(RUN)
                .setType(AnswerKeyEventType.KEY)
                .setAnswerKey(AnswerKey.newBuilder().setTask(task).build())
                .build();
    }

    static Rollout rollout(int index) {
        return Rollout.newBuilder()
                .setGroupId(GROUP)
                .setRunId(RUN)
                .setIndex(index)
                .setText("text")
                .setPolicyId("policy")
                .setPolicyVersionMin(1L)
                .setSampling(sampling())
                .build();
    }

    public static RewardEvent opened() {
        GroupOpened opened = GroupOpened.newBuilder()
                .setGroupSize(SIZE)
                .setPurpose(Purpose.TRAIN)
                .setVerifier("spatial-ssrl/1")
                .setTask(ref(TASK_AT))
                .build();
        return event(RewardEventType.OPEN).setOpened(opened).build();
    }

    public static RewardEvent member(int index, double reward, long rolloutAt) {
        MemberScored member = MemberScored.newBuilder()
                .setIndex(index)
                .setOutcome(MemberOutcome.SCORED)
                .setReward(reward)
                .setVerifier("spatial-ssrl/1")
                .setRollout(ref(rolloutAt))
                .build();
        return event(RewardEventType.MEMBER).setMember(member).build();
    }

    public static RewardEvent closed(int members) {
        GroupClosed closed = GroupClosed.newBuilder()
                .setClosedBy(ClosedBy.FULL)
                .setMembers(members)
                .setDuplicates(0)
                .setClosedAtMs(1_021L)
                .build();
        return event(RewardEventType.CLOSE).setClosed(closed).build();
    }

    private static RewardEvent.Builder event(RewardEventType type) {
        return RewardEvent.newBuilder().setGroupId(GROUP).setRunId(RUN).setType(type);
    }

    static Receipt receipt(long groupAt, long versionIn, long versionOut) {
        return Receipt.newBuilder()
                .setGroupId(GROUP)
                .setRunId(RUN)
                .setLearner(LEARNER)
                .setPolicyId(POLICY)
                .setVersionIn(versionIn)
                .setVersionOut(versionOut)
                .setOutcome(ReceiptOutcome.TRAINED)
                .setAdvantageGroup(ref(groupAt))
                .build();
    }

    /** Of the group, when it was too old for a version. */
    static Receipt refusal(long versionIn) {
        return Receipt.newBuilder(receipt(GROUP_AT, versionIn, 0))
                .setVersionOut(null)
                .setOutcome(ReceiptOutcome.STALE)
                .build();
    }

    /** The terminal record that the events give. */
    static AdvantageGroup folded(List<Logged<RewardEvent>> events) {
        GroupFold fold = new GroupFold();
        return events.stream()
                .flatMap(event -> fold.accept(event.key(), event.value()).stream())
                .findFirst()
                .orElseThrow();
    }

    /** What each guarantee finds, by its name, now that the stream has come to rest. */
    Map<String, Finding> findings() {
        return findings(Window.whole());
    }

    /** What each guarantee finds, by its name. */
    Map<String, Finding> findings(Window window) {
        List<Guarantee> guarantees = Guarantees.all(TOPICS);
        for (Guarantee guarantee : guarantees) {
            tasks.forEach(guarantee::onTask);
            answerKeys.forEach(guarantee::onAnswerKey);
            rollouts.forEach(guarantee::onRollout);
            deadLetters.forEach(guarantee::onDeadLetter);
            rewards.forEach(guarantee::onReward);
            groups.forEach(guarantee::onAdvantageGroup);
            versions.forEach(guarantee::onPolicyVersion);
            receipts.forEach(guarantee::onReceipt);
            progress.forEach(guarantee::onProgress);
        }
        return guarantees.stream().collect(Collectors.toMap(Guarantee::name, guarantee -> guarantee.verify(window)));
    }

    /** Names of the guarantees that do not hold. */
    Set<String> broken() {
        return broken(Window.whole());
    }

    /** Names of the guarantees that do not hold. */
    Set<String> broken(Window window) {
        return findings(window).entrySet().stream()
                .filter(finding -> !finding.getValue().held())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
