package dev.rollstream.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCodecTest {

    @Test
    void aGroupComesBackAsItWas() {
        // Given
        OpenGroup group = fullOpening();
        group.take(MemberScored.newBuilder().setIndex(3).build());
        group.take(MemberScored.newBuilder()
                .setIndex(0)
                .setAttempt(2)
                .setOutcome(MemberOutcome.SCORED)
                .setReward(-0.0)
                .setComponents(List.of(
                        new Component("format", 1.0, 0.1),
                        Events.component("accuracy", Double.MIN_VALUE),
                        Component.newBuilder().setName("style").setWeight(0.5).build()))
                .setVerifier("spatial-ssrl/1")
                .setTokenCount(Integer.MAX_VALUE)
                .setFinishReason(FinishReason.LENGTH)
                .setPolicyId("policy-a")
                .setPolicyVersionMin(-1L)
                .setPolicyVersionMax(Long.MAX_VALUE)
                .setRollout(new RecordRef("elsewhere.rollouts", 7, Long.MAX_VALUE))
                .build());
        group.take(MemberScored.newBuilder().setIndex(0).build());

        // When
        OpenGroup copy = GroupCodec.decode(GroupCodec.encode(group));

        // Then
        assertThat(copy.runId()).isEqualTo(group.runId());
        assertThat(copy.groupSize()).isEqualTo(8);
        assertThat(copy.opened()).isEqualTo(group.opened());
        assertThat(copy.duplicates()).isEqualTo(1);
        assertThat(copy.members()).containsExactlyElementsOf(group.members());
        assertThat(Double.doubleToRawLongBits(copy.members().iterator().next().getReward()))
                .isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(GroupCodec.encode(copy)).isEqualTo(GroupCodec.encode(group));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 8, 16, 64, 1024})
    void stateTakesAtMost400BytesAnd80AMember(int members) {
        // Given every setting in use, three weighted components a member, large offsets and versions
        OpenGroup group = fullOpening();
        for (int i = 0; i < members; i++) {
            group.take(MemberScored.newBuilder()
                    .setIndex(i)
                    .setAttempt(3)
                    .setOutcome(MemberOutcome.SCORED)
                    .setReward(0.1 + i)
                    .setComponents(List.of(
                            new Component("format", 0.3, 0.1),
                            new Component("accuracy", 0.7, 0.9),
                            new Component("overlong_penalty", -0.5, 1.0)))
                    .setVerifier("spatial-ssrl/1")
                    .setTokenCount(32_768)
                    .setFinishReason(FinishReason.STOP)
                    .setPolicyId("qwen2.5-vl-7b-spatial")
                    .setPolicyVersionMin(1_000_000L)
                    .setPolicyVersionMax(1_000_001L)
                    .setRollout(Events.ref(63, 40_000_000_000L))
                    .build());
        }

        // When
        int bytes = GroupCodec.encode(group).length;

        // Then
        assertThat(bytes).isLessThanOrEqualTo(400 + 80 * members);
    }

    @Test
    void stateOfANewerProgramIsRefused() {
        byte[] state = GroupCodec.encode(fullOpening());
        state[0] = 4;
        assertThatThrownBy(() -> GroupCodec.decode(state))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 2");
    }

    private static OpenGroup fullOpening() {
        RewardEvent open = Events.open(Events.id(1), 8, settings -> settings.setMinGroupSize(6)
                .setEstimator(EstimatorSettings.newBuilder()
                        .setName("grpo-population-std")
                        .setVersion(1)
                        .setDdof(0)
                        .setEpsilon(1e-6)
                        .setBaseline("mean")
                        .setScale("std")
                        .setSingleton("zero")
                        .build())
                .setFilter(FilterSettings.newBuilder()
                        .setZeroVariance(true)
                        .setMetric("accuracy")
                        .setLow(0.01)
                        .setHigh(0.99)
                        .build())
                .setVerifierParameters(Map.of("format_weight", "0.1")));
        return OpenGroup.of("run-20261121T231845Z-7f3a9c", open.getOpened());
    }
}
