package dev.rollstream.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlTest {
    /** Group g has advantages 10 g + 1, 10 g + 2, ... */
    private static List<PromptGroup> groups() {
        return IntStream.range(0, 6)
                .mapToObj(group -> new PromptGroup(
                        "run/" + group,
                        Lessons.prompt(group),
                        IntStream.range(0, 8)
                                .mapToObj(member -> new SampledMember(
                                        new int[] {member}, new float[] {-1}, 10 * group + member + 1))
                                .toList()))
                .toList();
    }

    private static double[] advantages(PromptGroup group) {
        return group.members().stream().mapToDouble(SampledMember::advantage).toArray();
    }

    @ParameterizedTest
    @EnumSource(Control.class)
    void nothingButAdvantagesChanges(Control control) {
        // Given
        List<PromptGroup> groups = groups();

        // When
        List<PromptGroup> changed = control.apply(groups, 1, 2);

        // Then
        assertThat(changed).hasSameSizeAs(groups);
        for (int i = 0; i < groups.size(); i++) {
            assertThat(changed.get(i).groupId()).isEqualTo(groups.get(i).groupId());
            assertThat(changed.get(i).prompt()).isSameAs(groups.get(i).prompt());
            assertThat(changed.get(i).members())
                    .extracting(SampledMember::tokens)
                    .isEqualTo(groups.get(i).members().stream()
                            .map(SampledMember::tokens)
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Control.class)
    void seedAndStepDecide(Control control) {
        // When
        List<PromptGroup> once = control.apply(groups(), 1, 2);
        List<PromptGroup> again = control.apply(groups(), 1, 2);

        // Then
        for (int i = 0; i < once.size(); i++) {
            assertThat(advantages(once.get(i))).containsExactly(advantages(again.get(i)));
        }
    }

    @Test
    void permutedAdvantagesStayInTheirGroup() {
        // Given
        List<PromptGroup> groups = groups();

        // When
        List<PromptGroup> changed = Control.PERMUTED.apply(groups, 1, 2);

        // Then
        for (int i = 0; i < groups.size(); i++) {
            assertThat(advantages(changed.get(i)))
                    .containsExactlyInAnyOrder(advantages(groups.get(i)))
                    .isNotEqualTo(advantages(groups.get(i)));
        }
    }

    @Test
    void anotherGroupsAdvantagesAreTheNextOnes() {
        // Given
        List<PromptGroup> groups = groups();

        // When
        List<PromptGroup> changed = Control.OTHER_GROUP.apply(groups, 1, 2);

        // Then
        assertThat(advantages(changed.get(0))).containsExactly(advantages(groups.get(1)));
        assertThat(advantages(changed.get(5))).containsExactly(advantages(groups.get(0)));
    }

    @Test
    void coinFlipsAreRelativeToTheirGroup() {
        // When
        List<PromptGroup> changed = Control.COIN.apply(groups(), 1, 2);

        // Then
        assertThat(changed).allSatisfy(group -> {
            double[] advantages = advantages(group);
            assertThat(IntStream.range(0, 8).mapToDouble(i -> advantages[i]).sum())
                    .isBetween(-1e-9, 1e-9);
            assertThat(IntStream.range(0, 8).mapToObj(i -> advantages[i]).distinct())
                    .hasSizeBetween(1, 2);
        });
        assertThat(changed).anySatisfy(group -> assertThat(group.flat()).isFalse());
    }
}
