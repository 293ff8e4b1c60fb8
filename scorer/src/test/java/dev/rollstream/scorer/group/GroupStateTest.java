package dev.rollstream.scorer.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupStateTest {
    /** Contents are told apart by the upper bits of their hashes. */
    private static final long A = 7L << 40;

    private static final long B = 8L << 40;
    private static final Question QUESTION =
            new Question("0-1-2-3", "spatial-ssrl", Map.of("format_weight", "0.2", "b", "\u00e9"), "shuffle");

    @Test
    void keepsEverythingWhenPacked() {
        // Given
        GroupState group = GroupState.open(QUESTION, 3, 1_000, 120_000, 42);
        group.claim(1, A);
        group.claim(1, A);

        // When
        GroupState copy = GroupCodec.decode(GroupCodec.encode(group));

        // Then
        assertThat(copy.question()).contains(QUESTION);
        assertThat(copy.keyHash()).isEqualTo(42);
        assertThat(copy.openedAtMs()).isEqualTo(1_000);
        assertThat(copy.deadlineMs()).isEqualTo(121_000);
        assertThat(copy.groupSize()).isEqualTo(3);
        assertThat(copy.members()).isEqualTo(1);
        assertThat(copy.duplicates()).isEqualTo(1);
        assertThat(copy.claim(1, A)).isEqualTo(SlotClaim.DUPLICATE);
        assertThat(copy.claim(1, B)).isEqualTo(SlotClaim.CONFLICT);
        assertThat(copy.claim(3, B)).isEqualTo(SlotClaim.NO_SUCH_SLOT);
    }

    @Test
    void keepsNoAnswerOnceItHasEnded() {
        // Given
        GroupState group = GroupState.open(QUESTION, 1, 0, 1_000, 42);
        int openBytes = GroupCodec.encode(group).length;
        group.claim(0, A);
        group.answered(0, "0-1-2-3");

        // When
        byte[] stub = GroupCodec.encode(group);

        // Then
        assertThat(stub).hasSizeLessThan(openBytes).hasSize(34 + 8);
        assertThat(GroupCodec.decode(stub).question()).isEmpty();
        assertThat(GroupCodec.decode(stub).distinctAnswers()).isZero();
        assertThat(GroupCodec.isOpen(stub)).isFalse();
        assertThat(GroupCodec.dueMs(stub)).isEqualTo(1_000 + GroupState.MIN_STUB_MS);
    }

    @Test
    void tellsContentsApartEvenWhereTheirHashesHaveNoUpperBits() {
        // Given
        GroupState group = GroupState.open(QUESTION, 2, 0, 1_000, 42);

        // When
        SlotClaim first = group.claim(0, 3);
        group.answered(0, "x");

        // Then
        assertThat(first).isEqualTo(SlotClaim.TAKEN);
        assertThat(GroupCodec.decode(GroupCodec.encode(group)).claim(0, 3)).isEqualTo(SlotClaim.DUPLICATE);
        assertThat(group.claim(0, B)).isEqualTo(SlotClaim.CONFLICT);
    }

    @Test
    void tellsFromThePackedFormWhenItFallsDue() {
        // When
        byte[] packed = GroupCodec.encode(GroupState.open(QUESTION, 8, 5, 90_000, 1));

        // Then
        assertThat(GroupCodec.isOpen(packed)).isTrue();
        assertThat(GroupCodec.dueMs(packed)).isEqualTo(90_005);
    }

    @Test
    void staysBelowTheStateBudget() {
        // When
        int bytes = GroupCodec.encode(GroupState.open(QUESTION, 8, 5, 90_000, 1)).length;

        // Then
        assertThat(bytes).isLessThan(200);
    }

    @Test
    void refusesAnotherVersionsFormat() {
        // When
        byte[] packed = {9, 0, 0};

        // Then
        assertThatThrownBy(() -> GroupCodec.dueMs(packed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 9");
    }

    /** Against an obvious model: a map of slots and one word for how the group ended; packed and unpacked after every step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesAsItsModel(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int size = 1 + random.nextInt(5);
            GroupState group = GroupState.open(QUESTION, size, 0, 100, 1);
            Map<Integer, Long> slots = new HashMap<>();
            Set<String> answers = new HashSet<>();
            Phase phase = Phase.OPEN;
            for (int step = 0; step < 20; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> {
                        long now = random.nextInt(130);
                        boolean ends = phase == Phase.OPEN && now >= 100;
                        assertThat(group.expire(now)).as("seed %d", seed).isEqualTo(ends);
                        phase = ends ? Phase.DEADLINE : phase;
                    }
                    case 1 -> {
                        boolean ends = phase == Phase.OPEN && random.nextBoolean();
                        if (ends) {
                            assertThat(group.cancel()).isTrue();
                            phase = Phase.CANCELLED;
                        }
                    }
                    default -> {
                        int index = random.nextInt(size + 1);
                        long hash = random.nextBoolean() ? A : B;
                        SlotClaim expected = expected(phase, slots, size, index, hash);
                        assertThat(group.claim(index, hash)).as("seed %d", seed).isEqualTo(expected);
                        if (expected.isMember()) {
                            String answer = Integer.toString(random.nextInt(3));
                            group.answered(index, answer);
                            answers.add(answer);
                            assertThat(group.distinctAnswers())
                                    .as("seed %d", seed)
                                    .isEqualTo(answers.size());
                        }
                        phase = expected == SlotClaim.TAKEN_LAST ? Phase.FULL : phase;
                    }
                }
                group = GroupCodec.decode(GroupCodec.encode(group));
                assertThat(group.phase()).as("seed %d", seed).isEqualTo(phase);
                assertThat(group.members()).isEqualTo(slots.size());
            }
        }
    }

    private static SlotClaim expected(Phase phase, Map<Integer, Long> slots, int size, int index, long hash) {
        if (index >= size) {
            return SlotClaim.NO_SUCH_SLOT;
        }
        Long taken = slots.get(index);
        if (taken != null) {
            return taken == hash ? SlotClaim.DUPLICATE : SlotClaim.CONFLICT;
        }
        if (phase != Phase.OPEN) {
            return SlotClaim.LATE;
        }
        slots.put(index, hash);
        return slots.size() == size ? SlotClaim.TAKEN_LAST : SlotClaim.TAKEN;
    }
}
