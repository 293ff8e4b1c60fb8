package dev.rollstream.local.demo;

import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.DrawnMaterial;
import java.util.OptionalInt;

/**
 * What a demo with a policy does.
 *
 * @param size how much
 * @param course what is learned, and from where
 * @param asynchrony how far sampling may run ahead of learning
 * @param experiment what it is for
 * @param report where its curves go
 */
public record LearningOptions(
        DemoOptions size, Course course, Asynchrony asynchrony, Experiment experiment, ReportFiles report) {
    /**
     * What a demo is for.
     *
     * @param control that breaks the tie between completions and advantages; NONE to learn
     * @param threads that one operation of the policy may use
     */
    public record Experiment(Control control, int threads) {}

    /**
     * What is learned, and from where.
     *
     * @param scenes that tasks are made of
     * @param material of the cold start
     * @param coldStart how it goes
     * @param recipe of the training
     * @param heldOutTasks tasks of each kind to measure by, before and after
     */
    public record Course(
            CourseScenes scenes,
            DrawnMaterial.Amounts material,
            ColdStartSettings coldStart,
            Recipe recipe,
            int heldOutTasks) {
        /** For a laptop; the learning rate falls over so many steps. */
        public static Course laptop(long seed, long steps, int heldOutTasks) {
            return new Course(
                    CourseScenes.laptop(seed),
                    DrawnMaterial.Amounts.laptop(),
                    ColdStartSettings.laptop(seed),
                    Recipe.laptop().over(steps),
                    heldOutTasks);
        }
    }

    /**
     * How far sampling may run ahead of learning.
     *
     * @param sync one batch at a time, each sampled by the version that learns from it
     * @param maxAhead usable groups beyond the learner; empty: four batches, which hides the latency of the stream
     * @param maxVersionsBehind older groups are refused
     */
    public record Asynchrony(boolean sync, OptionalInt maxAhead, long maxVersionsBehind) {}
}
