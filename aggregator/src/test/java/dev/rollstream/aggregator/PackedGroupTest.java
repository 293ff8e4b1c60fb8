package dev.rollstream.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedGroupTest {

    private static final String RUN = "run-20261121T231845Z-7f3a9c";

    @Test
    void aGroupComesBackAsItWas() {
        // Given
        MemberScored bare = MemberScored.newBuilder().setIndex(3).build();
        MemberScored full = MemberScored.newBuilder()
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
                .build();

        // When
        byte[] state = append(append(append(open(), bare, true), full, true), bare, false);

        // Then
        OpenGroup group = PackedGroup.of(state).read();
        assertThat(group.runId()).isEqualTo(RUN);
        assertThat(group.groupSize()).isEqualTo(1024);
        assertThat(group.opened()).isEqualTo(settings());
        assertThat(group.duplicates()).isEqualTo(1);
        assertThat(group.members())
                .containsExactly(
                        new PackedMember.Stored(asMember(full), "spatial-ssrl/1"),
                        new PackedMember.Stored(asMember(bare), null));
        assertThat(Double.doubleToRawLongBits(group.members().get(0).member().getReward()))
                .isEqualTo(Double.doubleToRawLongBits(-0.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 8, 16, 64, 1024})
    void stateTakesAtMost400BytesAnd80AMember(int members) {
        // Given every setting in use, three weighted components a member, large offsets and versions
        byte[] state = open();
        for (int i = 0; i < members; i++) {
            MemberScored member = MemberScored.newBuilder()
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
                    .build();

            // When
            state = append(state, member, true);
        }

        // Then
        assertThat(state.length).isLessThanOrEqualTo(400 + 80 * members);
    }

    @Test
    void stateOfANewerProgramIsRefused() {
        byte[] state = open();
        state[0] = 2;
        assertThatThrownBy(() -> PackedGroup.of(state))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void stateThatWasCutOffIsAnErrorAndNeverAShorterGroup() {
        // Given
        byte[] state = append(
                open(), MemberScored.newBuilder().setIndex(0).setReward(1.0).build(), true);

        // When
        PackedGroup cut = PackedGroup.of(Arrays.copyOf(state, state.length - 1));

        // Then
        assertThatThrownBy(cut::read)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining((state.length - 1) + " bytes");
    }

    private static byte[] append(byte[] state, MemberScored member, boolean taken) {
        PackedGroup.Appended appended = PackedGroup.of(state).append(member);
        assertThat(appended.taken()).isEqualTo(taken);
        return appended.bytes();
    }

    private static Member asMember(MemberScored scored) {
        Member member = new Member();
        for (Field field : Member.getClassSchema().getFields()) {
            if (!field.name().equals("advantage")) {
                member.put(field.pos(), scored.get(field.name()));
            }
        }
        return member;
    }

    private static byte[] open() {
        return PackedGroup.open(RUN, settings());
    }

    private static GroupOpened settings() {
        return Events.open(Events.id(1), 1024, settings -> settings.setMinGroupSize(6)
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
                                .build()))
                .getOpened();
    }
}
