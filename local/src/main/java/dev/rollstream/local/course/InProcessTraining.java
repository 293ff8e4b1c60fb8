package dev.rollstream.local.course;

import dev.rollstream.aggregator.estimator.Estimator;
import dev.rollstream.aggregator.estimator.Estimators;
import dev.rollstream.aggregator.estimator.GroupScores;
import dev.rollstream.learner.training.BatchReport;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.learner.training.PromptGroup;
import dev.rollstream.learner.training.SampledMember;
import dev.rollstream.policy.Completion;
import dev.rollstream.policy.Sampler;
import dev.rollstream.policy.SamplingOptions;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.producer.task.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The whole training without a stream, in one thread: tasks in order of their sequence, each group sampled on its own from the newest
 * weights with the seed that a task would carry, scored and weighed by the scorer's and aggregator's own functions, and learned from
 * in batches. What the stream adds must change nothing of it.
 */
public final class InProcessTraining {
    /**
     * How batches come about.
     *
     * @param groups of a batch
     * @param size of a group
     * @param sampling of members; top-k, min-p and stops are not used
     * @param control of an experiment
     */
    public record Settings(int groups, int size, SamplingSettings sampling, Control control) {
        /** Checks the bounds. */
        public Settings {
            if (groups < 1 || size < 1) {
                throw new IllegalArgumentException(
                        "batches have 1 group or more, groups 1 member or more, not " + groups + " and " + size);
            }
        }
    }

    /**
     * A group after scoring.
     *
     * @param task of its question
     * @param group to learn from
     * @param scores of its members
     */
    public record ScoredGroup(String task, PromptGroup group, List<Judge.Score> scores) {}

    private final SampleRun tasks;
    private final PolicyTrainer trainer;
    private final Settings settings;
    private final Judge judge = new Judge();
    private final Estimator estimator = Estimators.create("grpo");

    /** A training that learns from {@code tasks} with {@code trainer}, which stays the caller's to close. */
    public InProcessTraining(SampleRun tasks, PolicyTrainer trainer, Settings settings) {
        this.tasks = tasks;
        this.trainer = trainer;
        this.settings = settings;
    }

    /** Makes the questions of a batch. */
    public List<CourseItem> ask(long step) {
        int buckets = trainer.weights().size().buckets();
        return LongStream.range(step * settings.groups(), (step + 1) * settings.groups())
                .mapToObj(sequence -> CourseItem.of(((GeneratedSample) tasks.at(sequence)).sample(), buckets))
                .toList();
    }

    /** Samples and scores a batch: one group after the other. */
    public List<ScoredGroup> answer(List<CourseItem> items, long step) {
        Sampler sampler = new Sampler(trainer.weights());
        List<ScoredGroup> groups = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            groups.add(answer(sampler, items.get(i), step * settings.groups() + i));
        }
        return groups;
    }

    private ScoredGroup answer(Sampler sampler, CourseItem item, long sequence) {
        SamplingSettings sampling = settings.sampling();
        SamplingOptions options = new SamplingOptions(sampling.temperature(), sampling.topP(), sampling.maxTokens());
        long seed = sampling.forGroup(sequence).getSeed();
        List<Completion> completions = sampler.sample(List.of(item.prompt()), settings.size(), options, seed)
                .get(0);
        List<Judge.Score> scores = completions.stream()
                .map(completion -> judge.score(completion.text(), item.answer()))
                .toList();
        double[] advantages = estimator.advantages(
                GroupScores.of(scores.stream().mapToDouble(Judge.Score::reward).toArray()));
        List<SampledMember> members = new ArrayList<>();
        for (int i = 0; i < advantages.length; i++) {
            Completion completion = completions.get(i);
            members.add(
                    new SampledMember(completion.tokens(), completion.logProbs().processed(), advantages[i]));
        }
        PromptGroup group = new PromptGroup(Long.toString(sequence), item.prompt(), members);
        return new ScoredGroup(item.task(), group, scores);
    }

    /** Learns from a batch. */
    public BatchReport learn(List<ScoredGroup> groups, long step) {
        List<PromptGroup> batch = groups.stream().map(ScoredGroup::group).toList();
        return trainer.update(
                settings.control().apply(batch, settings.sampling().seed(), step), step);
    }
}
