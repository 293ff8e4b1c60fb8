package dev.rollstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.DrawnMaterial;
import dev.rollstream.policy.NativeEngine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo that learns, too small to learn much: every phase, the numbers that others rely on, and the audit. */
@Timeout(120)
class LearningDemoTest {
    private static final int STEPS = 2;
    private static final int BATCH = 2;
    private static final int SIZE = 4;
    private static final int HELD_OUT = 1;
    private static final String[] TASKS = {"shuffle", "flip", "crop", "depth", "position", "mean"};

    @BeforeAll
    static void needPyTorch() {
        assumeThat(NativeEngine.unavailable(1)).isEmpty();
    }

    private static LearningOptions tiny(Path report) {
        LearningOptions.Course course = new LearningOptions.Course(
                new CourseScenes(1, 160, 120, 40, 20),
                new DrawnMaterial.Amounts(6, 2, 1, 0),
                new ColdStartSettings(1, new Phase(1, 4, 2e-3), new Phase(4, 4, 1e-3)),
                Recipe.laptop().over(STEPS),
                HELD_OUT);
        return new LearningOptions(
                new DemoOptions(STEPS, BATCH, SIZE, 7),
                course,
                new LearningOptions.Asynchrony(false, OptionalInt.empty(), 8),
                new LearningOptions.Experiment(Control.NONE, 1),
                new ReportFiles(Optional.of(report), Optional.empty(), Optional.empty()));
    }

    /** Keeps what a demo says it does. */
    private static final class Steps implements DemoView {
        private final List<String> said = new ArrayList<>();

        @Override
        public void step(String what) {
            said.add(what);
        }

        @Override
        public void update(List<Bar> bars, List<String> notes) {
            // the numbers at the end are judged
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Test
    void learnsMeasuresAuditsAndTellsItInNumbers(@TempDir Path folder) throws Exception {
        // Given
        Steps steps = new Steps();
        LearningOptions options = tiny(folder.resolve("demo.html"));
        LearningDemo demo = new LearningDemo(options, new SimpleMeterRegistry(), steps);

        // When
        DemoResult result = demo.run().orElseThrow();
        options.report().write(result.report().orElseThrow());

        // Then
        Map<String, Object> json = result.toJson();
        assertThat(result.audit().ok()).as(json.toString()).isTrue();
        assertThat(json).containsEntry("seed", 7L).containsEntry("steps", (long) STEPS);
        assertThat(json).extractingByKey("audit", InstanceOfAssertFactories.MAP).containsEntry("ok", true);
        assertThat(json)
                .extractingByKey("groups", InstanceOfAssertFactories.MAP)
                .hasSize(5)
                .extractingByKey("COMPLETE", InstanceOfAssertFactories.LONG)
                .isGreaterThanOrEqualTo(STEPS * BATCH);
        assertThat(json)
                .extractingByKey("rollouts", InstanceOfAssertFactories.LONG)
                .isGreaterThanOrEqualTo(STEPS * BATCH * SIZE);
        for (String when : List.of("before", "after")) {
            assertThat(json)
                    .extractingByKey("accuracy", InstanceOfAssertFactories.MAP)
                    .extractingByKey(when, InstanceOfAssertFactories.MAP)
                    .containsOnlyKeys((Object[]) TASKS)
                    .allSatisfy((task, percent) -> assertThat((Double) percent).isBetween(0.0, 100.0));
            assertThat(json)
                    .extractingByKey("format", InstanceOfAssertFactories.MAP)
                    .extractingByKey(when, InstanceOfAssertFactories.DOUBLE)
                    .isBetween(0.0, 100.0);
        }
        assertThat(steps.said).last().asString().contains("curves");
        assertThat(Files.readString(folder.resolve("demo.html"))).contains("id=\"training\"", "</html>");
    }
}
