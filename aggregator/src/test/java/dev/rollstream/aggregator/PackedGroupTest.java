package dev.rollstream.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupSize;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Map<Integer, byte[]> rows = open();
        append(rows, bare);
        append(rows, full);
        rows.computeIfPresent(3, (slot, row) -> PackedGroup.repeated(row));

        // Then
        OpenGroup group = read(rows);
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
        Map<Integer, byte[]> rows = open();
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
            append(rows, member);
            assertThat(rows.get(i)).hasSizeLessThan(GroupTransition.MAX_STATE_BYTES / GroupSize.MAX);
        }

        // Then
        assertThat(read(rows).packedBytes())
                .isEqualTo(rows.values().stream().mapToInt(row -> row.length).sum())
                .isLessThanOrEqualTo(400 + 80 * members);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 1024})
    void whatIsWrittenGrowsWithTheMembersAndNotWithTheirSquare(int members) {
        // Given
        String id = Events.id(1);
        List<RewardEvent> events = new ArrayList<>(List.of(Events.open(id, members)));
        for (int i = 0; i < members; i++) {
            events.add(Events.scored(id, i, i % 2));
        }

        // When
        Map<Integer, byte[]> rows = new HashMap<>();
        int written = 0;
        for (RewardEvent event : events) {
            for (GroupRows.Change change :
                    GroupTransition.apply(rows::get, id, event).changes()) {
                byte[] row = Objects.requireNonNull(change.value());
                rows.put(change.row(), row);
                written += row.length;
            }
        }

        // Then the head twice, for its group and for what its first member shares with the others, and each member once
        assertThat(rows).hasSize(1 + members);
        assertThat(written).isLessThanOrEqualTo(2 * 400 + 80 * members);
    }

    @Test
    void stateOfANewerProgramIsRefused() {
        byte[] head = PackedGroup.open(RUN, settings());
        head[0] = 2;
        assertThatThrownBy(() -> PackedGroup.of(head))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {GroupRows.HEAD, 0})
    void aRowThatWasCutOffIsAnErrorAndNeverAShorterGroup(int cut) {
        // Given
        Map<Integer, byte[]> rows = open();
        append(
                rows,
                MemberScored.newBuilder()
                        .setIndex(0)
                        .setReward(1.0)
                        .setPolicyId("policy-a")
                        .build());
        byte[] row = Objects.requireNonNull(rows.get(cut));

        // When
        rows.put(cut, Arrays.copyOf(row, row.length - 1));

        // Then
        assertThatThrownBy(() -> read(rows))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining((row.length - 1) + " bytes");
    }

    private static void append(Map<Integer, byte[]> rows, MemberScored member) {
        PackedGroup.Packed packed = PackedGroup.of(head(rows)).pack(member);
        rows.put(GroupRows.HEAD, packed.head());
        rows.put(member.getIndex(), packed.member());
    }

    private static OpenGroup read(Map<Integer, byte[]> rows) {
        return PackedGroup.of(head(rows)).read(rows::get);
    }

    private static byte[] head(Map<Integer, byte[]> rows) {
        return Objects.requireNonNull(rows.get(GroupRows.HEAD));
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

    private static Map<Integer, byte[]> open() {
        return new HashMap<>(Map.of(GroupRows.HEAD, PackedGroup.open(RUN, settings())));
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
