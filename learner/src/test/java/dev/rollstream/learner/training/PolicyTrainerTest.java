package dev.rollstream.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.policy.StepReport;
import dev.rollstream.policy.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTrainerTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Lessons.needPyTorch();
    }

    private static PolicyTrainer trainer(Recipe recipe) {
        return PolicyTrainer.startingFrom(Weights.random(Lessons.SIZE, 1), recipe);
    }

    private byte[] after(Recipe recipe, List<PromptGroup> groups, long step) {
        try (PolicyTrainer trainer = trainer(recipe)) {
            trainer.update(groups, step);
            return Lessons.bytes(trainer.weights(), folder);
        }
    }

    private static List<PromptGroup> groups() {
        try (Weights sampler = Weights.random(Lessons.SIZE, 1)) {
            return Lessons.groups(sampler, 4, 3);
        }
    }

    private static List<PromptGroup> groupsOfAnotherPolicy() {
        try (Weights sampler = Weights.random(Lessons.SIZE, 2)) {
            return Lessons.groups(sampler, 4, 3);
        }
    }

    private static PromptGroup flat(PromptGroup group) {
        return new PromptGroup(
                group.groupId(),
                group.prompt(),
                group.members().stream()
                        .map(member -> new SampledMember(member.tokens(), member.logProbs(), 0))
                        .toList());
    }

    @Test
    void theSameBatchGivesTheSameBits() {
        // Given
        List<PromptGroup> groups = groups();

        // When
        byte[] once = after(Recipe.laptop(), groups, 0);
        byte[] again = after(Recipe.laptop(), groups, 0);

        // Then
        assertThat(once).isEqualTo(again).isNotEqualTo(after(Recipe.laptop(), groups.subList(0, 3), 0));
    }

    @Test
    void whatIsSampledByTheLearningPolicyHasDriftedNowhere() {
        // Given
        List<PromptGroup> groups = groups();

        // When
        BatchReport report;
        try (PolicyTrainer trainer = trainer(Recipe.laptop())) {
            report = trainer.update(groups, 7);
        }

        // Then
        assertThat(report.updates()).hasSize(1);
        assertThat(report.step()).isEqualTo(7);
        assertThat(report.drift().kl()).isEqualTo(0, within(1e-5));
        assertThat(report.drift().maxRatio()).isEqualTo(1, within(1e-4));
        assertThat(report.metrics().get("clipped_share")).isZero();
        assertThat(report.mean(StepReport::referenceKl)).isEqualTo(0, within(1e-6));
        assertThat(report.metrics()).containsEntry("mean_weight", 1.0).containsEntry("flat_groups", 0.0);
    }

    @Test
    void recomputedRatiosStartAtOneAndWeightsAreCapped() {
        // Given
        List<PromptGroup> groups = groupsOfAnotherPolicy();

        // When
        BatchReport rollout;
        BatchReport recomputed;
        try (PolicyTrainer trainer = trainer(Recipe.laptop())) {
            rollout = trainer.update(groups, 0);
        }
        try (PolicyTrainer trainer = trainer(Recipe.laptop().with(OldLogProbs.recompute(1.5)))) {
            recomputed = trainer.update(groups, 0);
        }

        // Then
        assertThat(recomputed.drift().kl()).isEqualTo(rollout.drift().kl(), within(1e-5));
        assertThat(recomputed.drift().maxRatio())
                .isEqualTo(rollout.drift().maxRatio(), within(1e-3))
                .isGreaterThan(1.5);
        assertThat(recomputed.drift().meanWeight()).isBetween(0.1, 1.5);
        assertThat(recomputed.drift().cappedShare()).isPositive();
        assertThat(recomputed.updates().get(0).maxRatio()).isEqualTo(1, within(1e-4));
    }

    @Test
    void importanceWeightsChangeWhatIsLearned() {
        // Given
        List<PromptGroup> groups = groupsOfAnotherPolicy();

        // When
        byte[] weighted = after(Recipe.laptop().with(OldLogProbs.recompute(2)), groups, 0);
        byte[] unweighted = after(Recipe.laptop().with(OldLogProbs.recompute(0)), groups, 0);

        // Then
        assertThat(weighted).isNotEqualTo(unweighted);
    }

    @Test
    void aBatchIsCutIntoUpdatesOfWholeGroups() {
        // Given
        List<PromptGroup> groups = groups();
        Recipe three = Recipe.laptop().with(OldLogProbs.recompute(2)).with(new Batching(3, 2, false));

        // When
        BatchReport report;
        try (PolicyTrainer trainer = trainer(three)) {
            report = trainer.update(groups, 0);
            assertThat(trainer.optimiser().steps()).isEqualTo(3);
        }

        // Then
        assertThat(report.updates()).hasSize(3);
        assertThat(report.tokens())
                .isEqualTo(groups.stream()
                        .flatMap(group -> group.members().stream())
                        .mapToLong(member -> member.tokens().length)
                        .sum());
        assertThat(report.updates().get(2).maxRatio()).isGreaterThan(1.000_01);
    }

    @Test
    void flatGroupsAreLeftOutOnlyWhenAsked() {
        // Given
        List<PromptGroup> groups = new ArrayList<>(groups());
        groups.set(1, flat(groups.get(1)));
        List<PromptGroup> rest = List.of(groups.get(0), groups.get(2), groups.get(3));
        Recipe skipping = Recipe.laptop().with(new Batching(1, 400, true));

        // When
        byte[] skipped = after(skipping, groups, 0);
        byte[] kept = after(Recipe.laptop(), groups, 0);

        // Then
        assertThat(skipped).isEqualTo(after(Recipe.laptop(), rest, 0)).isNotEqualTo(kept);
    }

    @Test
    void aBatchWithNothingToLearnFromChangesNothing() {
        // Given
        List<PromptGroup> groups =
                groups().stream().map(PolicyTrainerTest::flat).toList();
        Recipe skipping = Recipe.laptop().with(new Batching(1, 400, true));

        // When
        try (PolicyTrainer trainer = trainer(skipping)) {
            byte[] before = Lessons.bytes(trainer.weights(), folder);
            BatchReport report = trainer.update(groups, 0);

            // Then
            assertThat(report.updates()).isEmpty();
            assertThat(report.flatGroups()).isEqualTo(4);
            assertThat(report.metrics())
                    .allSatisfy((name, value) -> assertThat(value).isFinite());
            assertThat(Lessons.bytes(trainer.weights(), folder)).isEqualTo(before);
        }
    }

    @Test
    void theStepDecidesTheLearningRate() {
        // Given
        List<PromptGroup> groups = groups();
        Recipe falling = Recipe.laptop().over(10);

        // When
        byte[] early = after(falling, groups, 0);
        byte[] late = after(falling, groups, 9);

        // Then
        assertThat(early).isEqualTo(after(Recipe.laptop(), groups, 0)).isNotEqualTo(late);
    }
}
