package dev.rollstream.local.cli;

import dev.rollstream.learner.training.Objective;
import dev.rollstream.learner.training.OldLogProbs;
import dev.rollstream.learner.training.Optimisation;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.policy.KlSettings;
import dev.rollstream.policy.LossKind;
import dev.rollstream.policy.LossSettings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How advantages become updates: a named recipe, and what is to differ from it. */
final class RecipeOptions {
    /** Recipes by name. */
    enum Preset {
        /** What a small policy learns by on a laptop. */
        LAPTOP,
        /** As Spatial-SSRL was trained. */
        SPATIAL_SSRL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        Recipe recipe() {
            return this == LAPTOP ? Recipe.laptop() : Recipe.spatialSsrl();
        }
    }

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "laptop",
            description = "laptop: for the built-in policy; spatial-ssrl: the published settings, for models a thousand"
                    + " times its size (default: ${DEFAULT-VALUE}). The options below differ from it.")
    private Preset preset = Preset.LAPTOP;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description = "default (PPO with dual clip), gspo, gspo-token or cispo.")
    private @Nullable LossKind loss;

    @Option(names = "--clip-low", paramLabel = "X", description = "How far a ratio may fall below 1.")
    private @Nullable Double clipLow;

    @Option(names = "--clip-high", paramLabel = "X", description = "How far a ratio may rise above 1.")
    private @Nullable Double clipHigh;

    @Option(names = "--clip-dual", paramLabel = "X", description = "Most that a bad token's ratio counts.")
    private @Nullable Double clipDual;

    @Option(
            names = "--kl",
            paramLabel = "KIND",
            description =
                    "What holds the policy near its start: none, k3 (estimated from the sampled tokens) or forward"
                            + " (exact, over the vocabulary).")
    private KlSettings.@Nullable Kind kl;

    @Option(names = "--kl-coefficient", paramLabel = "X", description = "Weight of that penalty.")
    private @Nullable Double klCoefficient;

    @Option(names = "--learning-rate", paramLabel = "X", description = "Learning rate of AdamW.")
    private @Nullable Double learningRate;

    @Option(
            names = "--updates-per-batch",
            paramLabel = "N",
            description = "Updates that a batch is cut into. More than one needs --old-logprobs recompute.")
    private @Nullable Integer updates;

    @Option(
            names = "--old-logprobs",
            paramLabel = "SOURCE",
            description =
                    "What ratios are taken against: rollout (what the worker reported) or recompute (the learner's own"
                            + " at the start of the batch).")
    private OldLogProbs.@Nullable Source oldLogProbs;

    @Option(
            names = "--importance-cap",
            paramLabel = "X",
            description = "With recompute: tokens are weighted by min(X, p_recomputed / p_rollout); 0 is off.")
    private @Nullable Double importanceCap;

    /**
     * The recipe.
     *
     * @throws IllegalArgumentException if a number is out of range, or two options contradict each other
     */
    Recipe recipe() {
        Recipe base = preset.recipe();
        Recipe recipe = base.with(objective(base.objective()))
                .with(optimisation(base.optimisation()))
                .with(old(base.oldLogProbs()))
                .with(updates == null ? base.batching() : base.batching().withUpdates(updates));
        if (recipe.batching().updates() > 1 && recipe.oldLogProbs().source() == OldLogProbs.Source.ROLLOUT) {
            throw new IllegalArgumentException(
                    "--updates-per-batch above 1 needs --old-logprobs recompute: the later updates' ratios are of the"
                            + " learner to itself");
        }
        return recipe;
    }

    private Objective objective(Objective base) {
        LossSettings before = base.loss();
        LossSettings settings = new LossSettings(
                loss == null ? before.kind() : loss,
                clipLow == null ? before.clipLow() : clipLow,
                clipHigh == null ? before.clipHigh() : clipHigh,
                clipDual == null ? before.clipDual() : clipDual);
        KlSettings penalty = new KlSettings(
                kl == null ? base.kl().kind() : kl,
                klCoefficient == null ? base.kl().coefficient() : klCoefficient);
        return new Objective(settings, penalty, base.temperature());
    }

    private Optimisation optimisation(Optimisation base) {
        return learningRate == null
                ? base
                : new Optimisation(base.adam().withLearningRate(learningRate), base.schedule());
    }

    private OldLogProbs old(OldLogProbs base) {
        OldLogProbs.Source source = oldLogProbs == null ? base.source() : oldLogProbs;
        if (source == OldLogProbs.Source.ROLLOUT) {
            if (importanceCap != null) {
                throw new IllegalArgumentException("--importance-cap goes with --old-logprobs recompute");
            }
            return OldLogProbs.rollout();
        }
        return OldLogProbs.recompute(importanceCap == null ? base.weightCap() : importanceCap);
    }
}
