package dev.rollstream.local.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollstream.learner.training.BatchReport;
import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.local.course.InProcessTraining.ScoredGroup;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.policy.Weights;
import dev.rollstream.producer.task.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InProcessTrainingTest {
    private static final ModelSize SMALL = new ModelSize(16, 12, 2, 1, 64);
    private static final int GROUPS = 5;
    private static final int SIZE = 4;

    private final LaptopTasks tasks = new LaptopTasks(new CourseScenes(1, 160, 120, 40, 20));

    @BeforeAll
    static void start() {
        assumeThat(NativeEngine.unavailable(1)).isEmpty();
    }

    private static Weights coldStart(LaptopTasks tasks) {
        ColdStartSettings settings = new ColdStartSettings(1, new Phase(2, 8, 2e-3), new Phase(40, 8, 2e-2));
        return ColdStart.run(
                SMALL,
                tasks.coldStart(new DrawnMaterial.Amounts(6, 10, 2, 0), SMALL.buckets()),
                settings,
                (phase, step, steps, loss) -> {});
    }

    private List<BatchReport> losses(Control control) {
        SamplingSettings sampling = new SamplingSettings(1, 1, 0, 0, 18, List.of(), 9);
        try (PolicyTrainer trainer = PolicyTrainer.startingFrom(coldStart(tasks), Recipe.laptop())) {
            InProcessTraining training = new InProcessTraining(
                    tasks.training(), trainer, new InProcessTraining.Settings(GROUPS, SIZE, sampling, control));
            List<BatchReport> reports = new ArrayList<>();
            for (long step = 0; step < 3; step++) {
                reports.add(training.learn(training.answer(training.ask(step), step), step));
            }
            return reports;
        }
    }

    @Test
    void theSameTrainingGivesTheSameLossesToTheBit() {
        assertThat(losses(Control.NONE)).isEqualTo(losses(Control.NONE));
    }

    @Test
    void aControlTrainsOnOtherAdvantages() {
        // Given
        List<BatchReport> real = losses(Control.NONE);

        // When
        List<BatchReport> coins = losses(Control.COIN);

        // Then
        assertThat(coins.get(0).tokens()).isEqualTo(real.get(0).tokens());
        assertThat(coins.get(0)).isNotEqualTo(real.get(0));
    }

    @Test
    void aGroupHasItsOwnSeedWhicheverBatchItIsIn() {
        // Given
        SamplingSettings sampling = new SamplingSettings(1, 1, 0, 0, 18, List.of(), 9);

        // When
        List<ScoredGroup> single = new ArrayList<>();
        List<ScoredGroup> together;
        try (PolicyTrainer trainer = PolicyTrainer.startingFrom(coldStart(tasks), Recipe.laptop())) {
            InProcessTraining ones = new InProcessTraining(
                    tasks.training(), trainer, new InProcessTraining.Settings(1, SIZE, sampling, Control.NONE));
            for (long step = 0; step < GROUPS; step++) {
                single.addAll(ones.answer(ones.ask(step), step));
            }
            InProcessTraining all = new InProcessTraining(
                    tasks.training(), trainer, new InProcessTraining.Settings(GROUPS, SIZE, sampling, Control.NONE));
            together = all.answer(all.ask(0), 0);
        }

        // Then
        for (int i = 0; i < GROUPS; i++) {
            for (int member = 0; member < SIZE; member++) {
                assertThat(together.get(i).group().members().get(member).tokens())
                        .isEqualTo(single.get(i).group().members().get(member).tokens());
            }
        }
    }

    @Test
    void advantagesAreThoseOfTheRewards() {
        // Given
        SamplingSettings sampling = new SamplingSettings(1, 1, 0, 0, 18, List.of(), 9);

        // When
        List<ScoredGroup> groups;
        try (PolicyTrainer trainer = PolicyTrainer.startingFrom(coldStart(tasks), Recipe.laptop())) {
            InProcessTraining training = new InProcessTraining(
                    tasks.training(), trainer, new InProcessTraining.Settings(20, SIZE, sampling, Control.NONE));
            groups = training.answer(training.ask(0), 0);
        }

        // Then
        assertThat(groups).anySatisfy(group -> assertThat(group.group().flat()).isFalse());
        assertThat(groups).allSatisfy(group -> {
            double best = group.scores().stream()
                    .mapToDouble(Judge.Score::reward)
                    .max()
                    .orElseThrow();
            double sum = 0;
            for (int i = 0; i < SIZE; i++) {
                double advantage = group.group().members().get(i).advantage();
                sum += advantage;
                if (group.scores().get(i).reward() == best) {
                    assertThat(advantage).isNotNegative();
                }
            }
            assertThat(sum).isEqualTo(0, within(1e-9));
        });
    }

    @Test
    void anExamAsksTheSameOfEveryVersion() {
        // Given
        Exam exam = new Exam(
                Map.of("crop", CourseItem.first(12, tasks.heldOut("crop"), SMALL.buckets(), picture -> picture)), 18);

        // When
        try (Weights weights = coldStart(tasks)) {
            Map<String, Exam.TaskMarks> once = exam.marks(weights);
            Map<String, Exam.TaskMarks> again = exam.marks(weights);

            // Then
            assertThat(once).isEqualTo(again);
            assertThat(once.get("crop").items()).isEqualTo(12);
            assertThat(Gain.of(once, again).get("mean").points()).isZero();
        }
    }
}
