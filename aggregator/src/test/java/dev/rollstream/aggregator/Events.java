package dev.rollstream.aggregator;

import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reward events as the scorer writes them, for tests. */
final class Events {

    static final String RUN = "run-7f3a9c";
    static final long OPENED_AT_MS = 1_790_000_000_000L;
    static final long CLOSED_AT_MS = OPENED_AT_MS + 12_500;

    private Events() {}

    static String id(int sequence) {
        return RUN + "/" + sequence;
    }

    static RewardEvent open(String id, int size) {
        return open(id, size, settings -> settings);
    }

    static RewardEvent open(String id, int size, UnaryOperator<GroupOpened.Builder> settings) {
        GroupOpened.Builder opened = GroupOpened.newBuilder()
                .setGroupSize(size)
                .setPurpose(Purpose.TRAIN)
                .setDataset("coco-train2017")
                .setTaskType("shuffle")
                .setVerifier("spatial-ssrl/1")
                .setVerifierParameters(Map.of("format_weight", "0.1"))
                .setTask(ref(3, 1_234_567L))
                .setOpenedAtMs(OPENED_AT_MS)
                .setDeadlineMs(OPENED_AT_MS + 600_000);
        return event(id, RewardEventType.OPEN)
                .setOpened(settings.apply(opened).build())
                .build();
    }

    static UnaryOperator<GroupOpened.Builder> estimator(UnaryOperator<EstimatorSettings.Builder> settings) {
        return opened -> opened.setEstimator(
                settings.apply(EstimatorSettings.newBuilder()).build());
    }

    static UnaryOperator<GroupOpened.Builder> filter(UnaryOperator<FilterSettings.Builder> settings) {
        return opened ->
                opened.setFilter(settings.apply(FilterSettings.newBuilder()).build());
    }

    /** A scored member with format 1 and the reward {@code 0.9 accuracy + 0.1}. */
    static RewardEvent scored(String id, int index, double accuracy) {
        return scored(id, index, 0.9 * accuracy + 0.1, accuracy);
    }

    static RewardEvent scored(String id, int index, double reward, double accuracy) {
        return member(id, index, member -> member.setOutcome(MemberOutcome.SCORED)
                .setReward(reward)
                .setComponents(List.of(component("format", 1), component("accuracy", accuracy))));
    }

    static RewardEvent unscored(String id, int index, MemberOutcome outcome) {
        return member(id, index, member -> member.setOutcome(outcome).setDetail("no answer in 5 s"));
    }

    static RewardEvent member(String id, int index, UnaryOperator<MemberScored.Builder> settings) {
        MemberScored.Builder member = MemberScored.newBuilder()
                .setIndex(index)
                .setAttempt(1)
                .setVerifier("spatial-ssrl/1")
                .setTokenCount(100 + index)
                .setFinishReason(FinishReason.STOP)
                .setPolicyId("policy-a")
                .setPolicyVersionMin(41L)
                .setPolicyVersionMax(42L)
                .setRollout(ref(3, 98_765_432L + index));
        return event(id, RewardEventType.MEMBER)
                .setMember(settings.apply(member).build())
                .build();
    }

    /** A record on the stream's own topic. */
    static RecordRef ref(int partition, long offset) {
        return RecordRef.newBuilder().setPartition(partition).setOffset(offset).build();
    }

    static Component component(String name, double value) {
        return Component.newBuilder().setName(name).setValue(value).build();
    }

    static RewardEvent close(String id, ClosedBy closedBy) {
        return event(id, RewardEventType.CLOSE)
                .setClosed(GroupClosed.newBuilder()
                        .setClosedBy(closedBy)
                        .setDuplicates(0)
                        .setClosedAtMs(CLOSED_AT_MS)
                        .build())
                .build();
    }

    static RewardEvent cancel(String id, String reason) {
        return event(id, RewardEventType.CLOSE)
                .setClosed(GroupClosed.newBuilder()
                        .setClosedBy(ClosedBy.CANCEL)
                        .setReason(reason)
                        .build())
                .build();
    }

    static RewardEvent.Builder event(String id, RewardEventType type) {
        return RewardEvent.newBuilder().setGroupId(id).setRunId(RUN).setType(type);
    }
}
