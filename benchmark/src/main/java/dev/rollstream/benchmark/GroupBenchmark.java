package dev.rollstream.benchmark;

import dev.rollstream.aggregator.GroupFold;
import dev.rollstream.aggregator.estimator.Estimators;
import dev.rollstream.aggregator.estimator.GroupScores;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.scorer.group.GroupCodec;
import dev.rollstream.scorer.group.GroupState;
import dev.rollstream.scorer.group.Question;
import dev.rollstream.scorer.group.SlotClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * State of one group from its opening to its end, read from its packed form and written back at each member, as the stages do between
 * two records: the scorer's slots, and the aggregator's fold to the terminal record. Beside it a copy of as many bytes as often, and the
 * estimator alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GroupBenchmark {
    private static final String RUN = "run";
    private static final String ID = "run/1";
    private static final long TTL_MS = 60_000;
    private static final Question QUESTION = new Question("2-0-1-3", "spatial-ssrl", Map.of(), "shuffle");

    /** Whose state. */
    @Param({"scorer", "aggregator"})
    public String stage = "scorer";

    /** Members of the group. */
    @Param({"8", "64"})
    public int size = 8;

    private List<RewardEvent> events = List.of();
    private double[] rewards = {};
    private byte[] packed = {};

    /** Makes the events, and checks that the group ends by its last member, with the estimator's advantages. */
    @Setup
    public void make() {
        rewards = new double[size];
        events = new ArrayList<>(List.of(opening()));
        for (int index = 0; index < size; index++) {
            rewards[index] = index % 2;
            events.add(member(index));
        }
        events.add(event(RewardEventType.CLOSE)
                .setClosed(GroupClosed.newBuilder()
                        .setClosedBy(ClosedBy.FULL)
                        .setMembers(size)
                        .setDuplicates(0)
                        .setClosedAtMs(2L)
                        .build())
                .build());
        packed = GroupCodec.encode(GroupState.open(QUESTION, size, 1, TTL_MS, 1));
        if (slots() != SlotClaim.TAKEN_LAST) {
            throw new IllegalStateException("the last member does not end the group");
        }
        AdvantageGroup group = fold();
        double[] advantages = Estimators.create("grpo").advantages(GroupScores.of(rewards));
        for (int index = 0; index < size; index++) {
            Double advantage = group.getMembers().get(index).getAdvantage();
            if (group.getOutcome() != GroupOutcome.COMPLETE || advantage == null || advantage != advantages[index]) {
                throw new IllegalStateException("the fold gives " + group);
            }
        }
    }

    private static RewardEvent.Builder event(RewardEventType type) {
        return RewardEvent.newBuilder().setGroupId(ID).setRunId(RUN).setType(type);
    }

    private RewardEvent opening() {
        return event(RewardEventType.OPEN)
                .setOpened(GroupOpened.newBuilder()
                        .setGroupSize(size)
                        .setPurpose(Purpose.TRAIN)
                        .setTaskType("shuffle")
                        .setVerifier("spatial-ssrl/1")
                        .setEstimator(
                                EstimatorSettings.newBuilder().setName("grpo").build())
                        .setOpenedAtMs(1L)
                        .setDeadlineMs(1 + TTL_MS)
                        .build())
                .build();
    }

    private RewardEvent member(int index) {
        return event(RewardEventType.MEMBER)
                .setMember(MemberScored.newBuilder()
                        .setIndex(index)
                        .setOutcome(MemberOutcome.SCORED)
                        .setReward(rewards[index])
                        .setVerifier("spatial-ssrl/1")
                        .setTokenCount(1_024)
                        .setFinishReason(FinishReason.STOP)
                        .setPolicyId("policy")
                        .setPolicyVersionMin(1L)
                        .setPolicyVersionMax(1L)
                        .setRollout(RecordRef.newBuilder()
                                .setPartition(0)
                                .setOffset(index)
                                .build())
                        .build())
                .build();
    }

    private SlotClaim slots() {
        byte[] state = packed;
        SlotClaim claim = SlotClaim.NO_SUCH_SLOT;
        for (int index = 0; index < size; index++) {
            GroupState group = GroupCodec.decode(state);
            claim = group.claim(index, (index + 1L) << Integer.SIZE);
            state = GroupCodec.encode(group);
        }
        return claim;
    }

    private AdvantageGroup fold() {
        GroupFold fold = new GroupFold();
        AdvantageGroup ended = null;
        for (RewardEvent event : events) {
            ended = fold.accept(ID, event).orElse(ended);
        }
        if (ended == null) {
            throw new IllegalStateException("the group does not end");
        }
        return ended;
    }

    /** The stage's way with its state. */
    @Benchmark
    public Object value() {
        return stage.equals("scorer") ? slots() : fold();
    }

    /** The floor. */
    @Benchmark
    public Object limit() {
        if (!stage.equals("scorer")) {
            return Estimators.create("grpo").advantages(GroupScores.of(rewards));
        }
        byte[] state = packed;
        for (int index = 0; index < size; index++) {
            state = state.clone();
        }
        return state;
    }
}
