package dev.rollstream.benchmark;

import dev.rollstream.learner.training.Batching;
import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.learner.training.Objective;
import dev.rollstream.learner.training.Optimisation;
import dev.rollstream.learner.training.RateSchedule;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.local.course.DrawnMaterial;
import dev.rollstream.policy.AdamWSettings;
import dev.rollstream.policy.KlSettings;
import dev.rollstream.policy.ModelPart;
import picocli.CommandLine.Option;

/** What an experiment changes of the laptop's recipe and cold start; what is not given stays as it is there. */
final class RecipeChanges {
    @Option(names = "--rate", defaultValue = "NaN", description = "learning rate")
    private double rate;

    @Option(names = "--language-rate", defaultValue = "NaN", description = "its factor for the language part")
    private double languageRate;

    @Option(names = "--place-rate", defaultValue = "NaN", description = "its factor for the place part")
    private double placeRate;

    @Option(names = "--kl", defaultValue = "NaN", description = "coefficient of the KL penalty")
    private double kl;

    @Option(names = "--kl-kind", description = "${COMPLETION-CANDIDATES}")
    private KlSettings.Kind klKind = Recipe.laptop().objective().kl().kind();

    @Option(names = "--updates", defaultValue = "1", description = "of a batch")
    private int updates;

    @Option(names = "--skip-flat", negatable = true)
    private boolean skipFlat = Recipe.laptop().batching().skipFlat();

    @Option(names = "--floor", defaultValue = "NaN", description = "share of the rate at the last step; 1: constant")
    private double floor;

    @Option(names = "--warm-up", defaultValue = "0")
    private int warmUp;

    @Option(names = "--practice", defaultValue = "-1", description = "steps of practice")
    private int practice;

    @Option(names = "--imitation", defaultValue = "-1", description = "steps of imitation")
    private int imitation;

    @Option(names = "--imitation-rate", defaultValue = "NaN")
    private double imitationRate;

    @Option(names = "--imitation-batch", defaultValue = "-1", description = "questions of a step")
    private int imitationBatch;

    @Option(names = "--examples", defaultValue = "-1", description = "worked examples of each task")
    private int examples;

    @Option(names = "--true-examples", defaultValue = "0", description = "how many of them have the right answer")
    private int trueExamples;

    Recipe recipe(long steps) {
        Recipe laptop = Recipe.laptop();
        Objective objective = laptop.objective();
        AdamWSettings adam = laptop.optimisation().adam();
        adam = Double.isNaN(rate) ? adam : adam.withLearningRate(rate);
        adam = Double.isNaN(languageRate) ? adam : adam.withPartRate(ModelPart.LANGUAGE, languageRate);
        adam = Double.isNaN(placeRate) ? adam : adam.withPartRate(ModelPart.PLACE, placeRate);
        RateSchedule usual = laptop.optimisation().schedule();
        RateSchedule schedule = floor == 1
                ? RateSchedule.constant()
                : new RateSchedule(warmUp, steps, Double.isNaN(floor) ? usual.floor() : floor);
        double coefficient = Double.isNaN(kl) ? objective.kl().coefficient() : kl;
        return laptop.with(
                        new Objective(objective.loss(), new KlSettings(klKind, coefficient), objective.temperature()))
                .with(new Optimisation(adam, schedule))
                .with(new Batching(updates, laptop.batching().chunkRows(), skipFlat));
    }

    ColdStartSettings coldStart(long seed) {
        ColdStartSettings laptop = ColdStartSettings.laptop(seed);
        Phase imitated = laptop.imitation();
        return new ColdStartSettings(
                seed,
                new Phase(
                        practice < 0 ? laptop.practice().steps() : practice,
                        laptop.practice().batch(),
                        laptop.practice().learningRate()),
                new Phase(
                        imitation < 0 ? imitated.steps() : imitation,
                        imitationBatch < 0 ? imitated.batch() : imitationBatch,
                        Double.isNaN(imitationRate) ? imitated.learningRate() : imitationRate));
    }

    DrawnMaterial.Amounts amounts() {
        DrawnMaterial.Amounts laptop = DrawnMaterial.Amounts.laptop();
        return new DrawnMaterial.Amounts(
                laptop.practice(), examples < 0 ? laptop.examples() : examples, laptop.completions(), trueExamples);
    }
}
