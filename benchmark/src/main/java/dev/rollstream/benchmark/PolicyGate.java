package dev.rollstream.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.learner.training.ColdStartMaterial;
import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.local.course.CourseItem;
import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.DrawnMaterial;
import dev.rollstream.local.course.LaptopTasks;
import dev.rollstream.policy.AdamW;
import dev.rollstream.policy.AdamWSettings;
import dev.rollstream.policy.Completion;
import dev.rollstream.policy.KlSettings;
import dev.rollstream.policy.LogProbs;
import dev.rollstream.policy.LossSettings;
import dev.rollstream.policy.ModelPart;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.policy.Picture;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.policy.ReinforceBatch;
import dev.rollstream.policy.ReinforceSettings;
import dev.rollstream.policy.Rows;
import dev.rollstream.policy.Sampler;
import dev.rollstream.policy.SamplingOptions;
import dev.rollstream.policy.Trainer;
import dev.rollstream.policy.Vocabulary;
import dev.rollstream.policy.Weights;
import dev.rollstream.policy.Wording;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Can the policy learn the tasks at all, and fast enough? Trains it on true answers for so many seconds of processor time, and
 * compares greedy accuracy on scenes that it has not seen with chance; then measures how many rollouts a second are sampled and
 * trained on. Making tasks is not part of the measured time. Exit code 1 when it misses.
 */
@Command(name = "policy-gate", mixinStandardHelpOptions = true)
public final class PolicyGate implements Callable<Integer> {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int MAX_TOKENS = 18;
    private static final double NEEDED_POINTS = 25;
    private static final double NEEDED_ROLLOUTS = 300;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--tasks", split = ",", defaultValue = "shuffle,flip,crop,depth,position")
    private List<String> tasks = List.of();

    @Option(names = "--cpu-seconds", defaultValue = "360", description = "processor time of the training")
    private double cpuSeconds;

    @Option(names = "--threads", defaultValue = "2")
    private int threads;

    @Option(names = "--train", defaultValue = "3000", description = "items a task to train on")
    private int train;

    @Option(names = "--held-out", defaultValue = "500", description = "items a task to test on")
    private int heldOut;

    @Option(names = "--width", defaultValue = "160", description = "of the scenes, in pixels")
    private int width;

    @Option(names = "--height", defaultValue = "120")
    private int height;

    @Option(names = "--batch", defaultValue = "64")
    private int batch;

    @Option(names = "--rate", defaultValue = "1e-3")
    private double rate;

    @Option(
            names = "--practice",
            defaultValue = "300",
            description = "steps of finding markers and depth, before all else")
    private int practice;

    @Option(names = "--blind", description = "paint pictures over: what the text alone gives away")
    private boolean blind;

    private final ModelSize size = ModelSize.laptop();

    /** Runs the gate and exits. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PolicyGate()).execute(arguments));
    }

    @Override
    public Integer call() {
        NativeEngine.start(threads);
        double begun = cpu();
        List<CourseItem> training = new ArrayList<>();
        Map<String, List<CourseItem>> testing = new LinkedHashMap<>();
        LaptopTasks course = new LaptopTasks(new CourseScenes(seed, width, height, train, heldOut));
        for (String task : tasks) {
            training.addAll(CourseItem.first(train, course.training(task), size.buckets(), this::shown));
            testing.put(task, CourseItem.first(heldOut, course.heldOut(task), size.buckets(), this::shown));
        }
        int practised = blind ? 0 : practice;
        ColdStartMaterial material =
                course.coldStart(new DrawnMaterial.Amounts(practised == 0 ? 0 : train, 0, 1, 0), size.buckets());
        OUT.printf("seed %d: %d items, made in %.0f s of processor time%n", seed, training.size(), cpu() - begun);
        double used = cpu();
        ColdStartSettings settings =
                new ColdStartSettings(seed, new Phase(practised, batch, 2e-3), new Phase(0, batch, 1e-3));
        try (Weights weights = ColdStart.run(size, material, settings, PolicyGate::show);
                AdamW optimiser = new AdamW(weights)) {
            used = cpu() - used;
            OUT.printf("%d parameters, %.0f s of practice%n", weights.count(), used);
            supervise(weights, optimiser, new Course(training, testing, used));
            double points = report(weights, testing, true);
            double rollouts = throughput(weights, training);
            boolean passed = points >= NEEDED_POINTS && rollouts >= NEEDED_ROLLOUTS;
            OUT.printf(
                    "%s: %.1f points above chance (needed %.0f), %.0f rollouts/s (needed %.0f)%n",
                    passed ? "passed" : "MISSED", points, NEEDED_POINTS, rollouts, NEEDED_ROLLOUTS);
            return passed ? 0 : 1;
        }
    }

    /** Seconds of processor time that this process has taken. */
    private static double cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private Picture shown(Picture picture) {
        if (!blind) {
            return picture;
        }
        int[] grey = new int[picture.rgb().length];
        Arrays.fill(grey, 0x808080);
        return new Picture(picture.width(), picture.height(), grey);
    }

    private static void show(String phase, int step, int steps, double loss) {
        if (step % 100 == 0 || step == steps - 1) {
            OUT.printf("%s step %d, loss %.3f%n", phase, step, loss);
        }
    }

    /**
     * What is learned from, and tested on.
     *
     * @param used processor time that was taken before, of all that there is
     */
    private record Course(List<CourseItem> items, Map<String, List<CourseItem>> testing, double used) {}

    private void supervise(Weights weights, AdamW optimiser, Course course) {
        Trainer trainer = new Trainer(weights, optimiser, Optional.empty());
        SplittableRandom random = new SplittableRandom(seed);
        double used = course.used;
        double shown = 0;
        double loss = 0;
        int steps = 0;
        while (used < cpuSeconds) {
            double before = cpu();
            double decay = 0.5 * (1 + Math.cos(Math.PI * used / cpuSeconds));
            double warmth = Math.min(1, (steps + 1) / 50.0);
            AdamWSettings settings = AdamWSettings.of(rate * warmth * Math.max(0.02, decay))
                    .withPartRate(ModelPart.PLACE, practice == 0 ? 1 : 0.1);
            double now = imitate(trainer, course.items, random, settings);
            steps++;
            loss += (now - loss) * Math.max(0.02, 1.0 / steps);
            used += cpu() - before;
            if (used - shown >= cpuSeconds / 6) {
                shown = used;
                OUT.printf("%.0f s, %d steps of %d, loss %.3f: ", used, steps, batch, loss);
                report(weights, course.testing, false);
            }
        }
        OUT.printf("%.0f s, %d steps of %d, loss %.3f: ", used, steps, batch, loss);
    }

    private double imitate(Trainer trainer, List<CourseItem> items, SplittableRandom random, AdamWSettings settings) {
        List<PromptFeatures> prompts = new ArrayList<>();
        List<int[]> sequences = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            CourseItem item = items.get(random.nextInt(items.size()));
            prompts.add(item.prompt());
            sequences.add(Vocabulary.spell(Wording.completion(item.answer(), random.nextLong())));
        }
        return trainer.imitate(prompts, new Rows(range(batch), sequences), settings)
                .loss();
    }

    private static int[] range(int count) {
        int[] range = new int[count];
        Arrays.setAll(range, i -> i);
        return range;
    }

    /** Prints accuracy by task; gives the mean's points above chance. */
    private double report(Weights weights, Map<String, List<CourseItem>> testing, boolean all) {
        double sum = 0;
        double chance = 0;
        StringBuilder line = new StringBuilder();
        for (Map.Entry<String, List<CourseItem>> entry : testing.entrySet()) {
            List<CourseItem> items = entry.getValue();
            double accuracy = 100 * accuracy(weights, all ? items : items.subList(0, Math.min(200, items.size())));
            sum += accuracy;
            double guess = 100 * chance(entry.getKey());
            chance += guess;
            line.append("%s %.1f (chance %.1f), ".formatted(entry.getKey(), accuracy, guess));
        }
        double points = (sum - chance) / testing.size();
        OUT.printf("%smean %.1f, %.1f points above chance%n", line, sum / testing.size(), points);
        return points;
    }

    /**
     * Accuracy of a guess that makes the most of the text. Strict 2 x 2 shuffles leave out the identity. In scenes so small no two
     * markers are 150 pixels apart, so that only which one is nearer is asked about, and the facing leaves two options.
     */
    private static double chance(String task) {
        return switch (task) {
            case "shuffle" -> 1 / 23.0;
            case "flip" -> 1 / 8.0;
            case "crop" -> 1 / 4.0;
            case "depth" -> 1 / 6.0;
            case "position" -> 1 / 2.0;
            default -> throw new IllegalArgumentException("no task is called '" + task + "'");
        };
    }

    private static double accuracy(Weights weights, List<CourseItem> items) {
        int right = 0;
        for (int from = 0; from < items.size(); from += 100) {
            List<CourseItem> part = items.subList(from, Math.min(items.size(), from + 100));
            List<List<Completion>> greedy = new Sampler(weights)
                    .sample(part.stream().map(CourseItem::prompt).toList(), 1, SamplingOptions.greedy(MAX_TOKENS), 0);
            for (int i = 0; i < part.size(); i++) {
                right += isRight(greedy.get(i).get(0), part.get(i)) ? 1 : 0;
            }
        }
        return right / (double) items.size();
    }

    private static boolean isRight(Completion completion, CourseItem item) {
        return completion.text().endsWith("</think>\\boxed{" + item.answer() + "}");
    }

    /** Rollouts a second, of 48 prompts with 6 samples each, sampled and trained on; the better of processor time and clock. */
    private double throughput(Weights weights, List<CourseItem> items) {
        int prompts = 48;
        int samples = 6;
        try (Weights policy = weights.copy();
                AdamW optimiser = new AdamW(policy)) {
            Trainer trainer = new Trainer(policy, optimiser, Optional.of(weights));
            int warmUp = 3;
            int rounds = 15;
            double cpu = 0;
            long clock = 0;
            for (int round = 0; round < warmUp + rounds; round++) {
                if (round == warmUp) {
                    cpu = cpu();
                    clock = System.nanoTime();
                }
                List<CourseItem> asked = items.subList(round * prompts, (round + 1) * prompts);
                learn(policy, trainer, asked, samples);
            }
            double rollouts = (double) rounds * prompts * samples;
            double byClock = rollouts / ((System.nanoTime() - clock) / 1e9);
            double byCpu = rollouts / ((cpu() - cpu) / threads);
            OUT.printf("%.0f rollouts/s by the clock, %.0f by processor time of %d threads%n", byClock, byCpu, threads);
            return Math.max(byClock, byCpu);
        }
    }

    private static void learn(Weights policy, Trainer trainer, List<CourseItem> items, int samples) {
        List<PromptFeatures> prompts = items.stream().map(CourseItem::prompt).toList();
        List<List<Completion>> groups =
                new Sampler(policy).sample(prompts, samples, SamplingOptions.training(MAX_TOKENS), 1);
        int[] promptOfRow = range(items.size() * samples);
        Arrays.setAll(promptOfRow, row -> row / samples);
        List<Completion> all = groups.stream().flatMap(List::stream).toList();
        double[] advantages = new double[all.size()];
        Arrays.setAll(advantages, row -> isRight(all.get(row), items.get(row / samples)) ? 1 : -0.2);
        List<float[]> old =
                all.stream().map(Completion::logProbs).map(LogProbs::processed).toList();
        Rows rows = new Rows(promptOfRow, all.stream().map(Completion::tokens).toList());
        KlSettings kl = new KlSettings(KlSettings.Kind.FORWARD, 0.1);
        trainer.reinforce(
                new ReinforceBatch(prompts, rows, advantages, old),
                new ReinforceSettings(LossSettings.spatialSsrl(), kl, 1, 288),
                AdamWSettings.of(5e-4));
    }
}
