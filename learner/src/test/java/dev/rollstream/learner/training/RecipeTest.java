package dev.rollstream.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.policy.AdamWSettings;
import dev.rollstream.policy.KlSettings;
import dev.rollstream.policy.LossKind;
import dev.rollstream.policy.LossSettings;
import dev.rollstream.policy.ModelPart;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
    @Test
    void thePublishedRecipeIsAsPublished() {
        assertThat(Recipe.spatialSsrl().settings())
                .containsEntry("clip.low", "0.2")
                .containsEntry("clip.high", "0.3")
                .containsEntry("clip.dual", "3.0")
                .containsEntry("kl", "K3")
                .containsEntry("kl.coefficient", "0.01")
                .containsEntry("adam.rate", "1.0E-6")
                .containsEntry("adam.weight-decay", "0.01")
                .containsEntry("adam.max-norm", "1.0")
                .containsEntry("batch.updates", "2")
                .containsEntry("old.source", "RECOMPUTE");
    }

    @Test
    void everyChangeShowsInTheSettings() {
        // Given
        Recipe laptop = Recipe.laptop();
        Objective objective = laptop.objective();
        AdamWSettings adam = laptop.optimisation().adam();
        RateSchedule schedule = laptop.optimisation().schedule();
        List<Recipe> changed = List.of(
                laptop.with(new Objective(
                        new LossSettings(LossKind.GSPO, 0.2, 0.3, 3), objective.kl(), objective.temperature())),
                laptop.with(new Objective(
                        new LossSettings(LossKind.DEFAULT, 0.1, 0.3, 3), objective.kl(), objective.temperature())),
                laptop.with(new Objective(
                        objective.loss(), new KlSettings(KlSettings.Kind.K3, 0.1), objective.temperature())),
                laptop.with(new Objective(objective.loss(), objective.kl(), 0.9)),
                laptop.with(new Optimisation(adam.withLearningRate(1e-7), schedule)),
                laptop.with(new Optimisation(adam.withPartRate(ModelPart.TILE, 0.5), schedule)),
                laptop.with(new Optimisation(adam, new RateSchedule(1, 77_777, 0.5))),
                laptop.over(599),
                laptop.with(OldLogProbs.recompute(2)),
                laptop.with(OldLogProbs.recompute(3)),
                laptop.with(new Batching(7, 400, false)),
                laptop.with(new Batching(1, 3, false)),
                laptop.with(new Batching(1, 400, !laptop.batching().skipFlat())));

        // When
        Set<Map<String, String>> settings = new HashSet<>();
        changed.forEach(recipe -> settings.add(recipe.settings()));
        settings.add(laptop.settings());

        // Then
        assertThat(settings).hasSize(changed.size() + 1);
    }

    @Test
    void aScheduleWarmsUpAndFalls() {
        // Given
        RateSchedule schedule = new RateSchedule(4, 100, 0.1);

        // Then
        assertThat(schedule.share(0)).isEqualTo(0.2, within(1e-9));
        assertThat(schedule.share(50)).isEqualTo(0.55, within(1e-9));
        assertThat(schedule.share(100)).isEqualTo(0.1, within(1e-9));
        assertThat(schedule.share(1_000)).isEqualTo(0.1, within(1e-9));
        assertThat(RateSchedule.constant().share(0)).isEqualTo(1);
        assertThat(RateSchedule.constant().share(1_000_000)).isEqualTo(1);
    }

    static Stream<Runnable> spoilt() {
        int[] tokens = {1, 2};
        return Stream.of(
                () -> new SampledMember(new int[0], new float[0], 1),
                () -> new SampledMember(tokens, new float[] {-1}, 1),
                () -> new SampledMember(new int[] {1, 99}, new float[] {-1, -1}, 1),
                () -> new SampledMember(new int[] {1, -1}, new float[] {-1, -1}, 1),
                () -> new SampledMember(tokens, new float[] {-1, Float.NaN}, 1),
                () -> new SampledMember(tokens, new float[] {-1, Float.NEGATIVE_INFINITY}, 1),
                () -> new SampledMember(tokens, new float[] {-1, 0.5f}, 1),
                () -> new SampledMember(tokens, new float[] {-1, -1}, Double.NaN),
                () -> new RateSchedule(-1, 0, 1),
                () -> new Batching(0, 1, false),
                () -> OldLogProbs.recompute(Double.NaN),
                () -> new Objective(LossSettings.spatialSsrl(), KlSettings.none(), 0));
    }

    @ParameterizedTest
    @MethodSource("spoilt")
    void whatWouldSpoilAStepIsRefused(Runnable spoilt) {
        assertThatThrownBy(spoilt::run).isInstanceOf(IllegalArgumentException.class);
    }
}
