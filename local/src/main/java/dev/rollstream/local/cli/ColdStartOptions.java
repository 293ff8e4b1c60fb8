package dev.rollstream.local.cli;

import dev.rollstream.learner.StartingWeights;
import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.DrawnMaterial.Amounts;
import dev.rollstream.local.course.LaptopTasks;
import dev.rollstream.policy.ModelSize;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a policy begins that has learned nothing. */
final class ColdStartOptions {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides the cold start (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--practice-steps",
            paramLabel = "N",
            description =
                    "Steps of finding markers and depth in drawn scenes, before all else (default: as for a laptop).")
    private @Nullable Integer practiceSteps;

    @Option(
            names = "--imitation-steps",
            paramLabel = "N",
            description = "Steps of writing answers in the right form, then (default: as for a laptop).")
    private @Nullable Integer imitationSteps;

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    ColdStartSettings settings() {
        ColdStartSettings laptop = ColdStartSettings.laptop(seed);
        return new ColdStartSettings(
                seed, with(laptop.practice(), practiceSteps), with(laptop.imitation(), imitationSteps));
    }

    private static Phase with(Phase phase, @Nullable Integer steps) {
        return steps == null ? phase : new Phase(steps, phase.batch(), phase.learningRate());
    }

    /** Makes the first weights; no more material than the steps can use. */
    StartingWeights start(ColdStartSettings settings) {
        ModelSize size = ModelSize.laptop();
        Amounts laptop = Amounts.laptop();
        Amounts amounts = new Amounts(
                Math.min(laptop.practice(), uses(settings.practice())),
                Math.min(laptop.examples(), uses(settings.imitation())),
                laptop.completions(),
                laptop.trueExamples());
        LaptopTasks tasks = new LaptopTasks(CourseScenes.laptop(seed));
        return (listener, stop) ->
                ColdStart.run(size, tasks.coldStart(amounts, size.buckets(), stop), settings, listener);
    }

    private static int uses(Phase phase) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, (long) phase.steps() * phase.batch()));
    }
}
