package dev.rollstream.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.rollstream.learner.training.BatchReport;
import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.learner.training.ColdStartMaterial;
import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.local.course.CourseItem;
import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.Exam;
import dev.rollstream.local.course.Exam.TaskMarks;
import dev.rollstream.local.course.Gain;
import dev.rollstream.local.course.InProcessTraining;
import dev.rollstream.local.course.InProcessTraining.ScoredGroup;
import dev.rollstream.local.course.LaptopTasks;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.policy.Weights;
import dev.rollstream.producer.task.SamplingSettings;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Does the policy learn from its own samples? Cold start, greedy accuracy on held-out scenes, group-relative policy optimisation in
 * one process and one thread without a stream, and the same questions again; or a control, which must gain nothing. Seconds are of
 * processor time.
 */
@Command(name = "in-process-grpo", mixinStandardHelpOptions = true)
public final class InProcessGrpo implements Callable<Integer> {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int MAX_TOKENS = 18;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--steps", defaultValue = "600", description = "batches to learn from")
    private int steps;

    @Option(names = "--groups", defaultValue = "25", description = "of a batch")
    private int groups;

    @Option(names = "--size", defaultValue = "16", description = "of a group")
    private int size;

    @Option(names = "--held-out", defaultValue = "500", description = "questions of each task in an exam")
    private int heldOut;

    @Option(names = "--control", defaultValue = "NONE", description = "${COMPLETION-CANDIDATES}")
    private Control control = Control.NONE;

    @Option(names = "--report-every", defaultValue = "50", description = "steps")
    private int reportEvery;

    @Option(names = "--json", description = "file for the figures")
    private Optional<File> json = Optional.empty();

    @Mixin
    private RecipeChanges recipe = new RecipeChanges();

    private final ModelSize model = ModelSize.laptop();
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final List<Map<String, Object>> curve = new ArrayList<>();

    /** Runs it and exits. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new InProcessGrpo())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        NativeEngine.start(1);
        LaptopTasks tasks = new LaptopTasks(CourseScenes.laptop(seed));
        Map<String, List<CourseItem>> questions = new LinkedHashMap<>();
        List<CourseItem> asked = timed(
                "exam questions",
                () -> CourseItem.first(
                        heldOut * LaptopTasks.NAMES.size(),
                        tasks.heldOut(),
                        model.buckets(),
                        UnaryOperator.identity()));
        for (CourseItem item : asked) {
            questions.computeIfAbsent(item.task(), task -> new ArrayList<>()).add(item);
        }
        Exam exam = new Exam(questions, MAX_TOKENS);
        try (PolicyTrainer trainer = PolicyTrainer.startingFrom(coldStart(tasks), recipe.recipe(steps))) {
            Map<String, TaskMarks> before = timed("exams", () -> exam.marks(trainer.weights()));
            show("cold start", before);
            train(tasks, trainer);
            Map<String, TaskMarks> after = timed("exams", () -> exam.marks(trainer.weights()));
            show("after", after);
            conclude(Gain.of(before, after), after, trainer);
        }
        return 0;
    }

    private Weights coldStart(LaptopTasks tasks) {
        ColdStartMaterial material =
                timed("cold start material", () -> tasks.coldStart(recipe.amounts(), model.buckets()));
        ColdStartSettings settings = recipe.coldStart(seed);
        return timed(
                "cold start",
                () -> ColdStart.run(model, material, settings, (phase, step, all, loss) -> {
                    if (step % 100 == 0 || step == all - 1) {
                        OUT.printf("%s step %d, loss %.3f%n", phase, step, loss);
                    }
                }));
    }

    private void train(LaptopTasks tasks, PolicyTrainer trainer) {
        SamplingSettings sampling =
                new SamplingSettings(trainer.recipe().objective().temperature(), 1, 0, 0, MAX_TOKENS, List.of(), seed);
        InProcessTraining training = new InProcessTraining(
                tasks.training(), trainer, new InProcessTraining.Settings(groups, size, sampling, control));
        List<ScoredGroup> seen = new ArrayList<>();
        for (long step = 0; step < steps; step++) {
            long now = step;
            List<CourseItem> items = timed("questions", () -> training.ask(now));
            List<ScoredGroup> answered = timed("sampling", () -> training.answer(items, now));
            seen.addAll(answered);
            BatchReport report = timed("learning", () -> training.learn(answered, now));
            if ((step + 1) % reportEvery == 0 || step == steps - 1) {
                progress(seen, report);
                seen.clear();
            }
        }
    }

    private void progress(List<ScoredGroup> seen, BatchReport report) {
        SampleTally tally = SampleTally.of(seen);
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("step", report.step());
        point.put("samples", tally);
        point.put("metrics", report.metrics());
        curve.add(point);
        Map<String, Double> metrics = report.metrics();
        OUT.printf(
                Locale.ROOT,
                "step %d: %s entropy %.3f kl %.3f norm %.2f | sampling %.0f s, learning %.0f s%n",
                report.step() + 1,
                tally,
                metrics.getOrDefault("entropy", 0.0),
                metrics.getOrDefault("reference_kl", 0.0),
                metrics.getOrDefault("gradient_norm", 0.0),
                seconds.getOrDefault("sampling", 0.0),
                seconds.getOrDefault("learning", 0.0));
    }

    private static void show(String when, Map<String, TaskMarks> marks) {
        StringBuilder line = new StringBuilder(when).append(':');
        marks.forEach((task, of) -> line.append(String.format(
                Locale.ROOT,
                " %s %.1f (format %.1f, answer entropy %.2f)",
                task,
                100 * of.accuracy(),
                100.0 * of.wellFormed() / of.items(),
                of.answerEntropy())));
        OUT.println(line);
    }

    private void conclude(Map<String, Gain> gains, Map<String, TaskMarks> after, PolicyTrainer trainer)
            throws IOException {
        gains.forEach((task, gain) -> OUT.printf(
                Locale.ROOT,
                "%-9s %5.1f -> %5.1f  gain %+5.1f [%+.1f, %+.1f]%n",
                task,
                gain.before(),
                gain.after(),
                gain.points(),
                gain.low(),
                gain.high()));
        double work = seconds.getOrDefault("sampling", 0.0) + seconds.getOrDefault("learning", 0.0);
        double rollouts = (double) steps * groups * size;
        OUT.printf(Locale.ROOT, "%.0f rollouts, %.0f a second of sampling and learning%n", rollouts, rollouts / work);
        seconds.forEach((what, spent) -> OUT.printf(Locale.ROOT, "%-20s %6.1f s%n", what, spent));
        if (json.isPresent()) {
            new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(json.get(), figures(gains, after, trainer));
        }
    }

    private Map<String, Object> figures(Map<String, Gain> gains, Map<String, TaskMarks> after, PolicyTrainer trainer) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seed", seed);
        figures.put("control", control.name());
        figures.put("steps", steps);
        figures.put("groups", groups);
        figures.put("size", size);
        figures.put("recipe", trainer.recipe().settings());
        figures.put("gains", gains);
        figures.put(
                "format",
                after.values().stream()
                        .mapToDouble(of -> of.wellFormed() / (double) of.items())
                        .average()
                        .orElse(0));
        figures.put("seconds", seconds);
        figures.put("curve", curve);
        return figures;
    }

    private <T> T timed(String what, Supplier<T> work) {
        double begun = cpu();
        T result = work.get();
        seconds.merge(what, cpu() - begun, Double::sum);
        return result;
    }

    /** Seconds of processor time that this process has taken. */
    private static double cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
