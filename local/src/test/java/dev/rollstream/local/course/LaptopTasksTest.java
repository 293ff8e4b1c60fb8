package dev.rollstream.local.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.learner.training.ColdStartMaterial;
import dev.rollstream.learner.training.ColdStartMaterial.WorkedExample;
import dev.rollstream.policy.Vocabulary;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.runtime.StopSignal;
import dev.rollstream.runtime.StoppedException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LaptopTasksTest {
    private static final int BUCKETS = 64;
    private final LaptopTasks tasks = new LaptopTasks(new CourseScenes(3, 160, 120, 40, 20));

    private static List<Sample> first(SampleRun run, int count) {
        return LongStream.range(0, count)
                .mapToObj(sequence -> ((GeneratedSample) run.at(sequence)).sample())
                .toList();
    }

    private static Set<String> sources(List<Sample> samples) {
        return samples.stream().map(Sample::source).collect(Collectors.toSet());
    }

    @Test
    void tasksTakeTurns() {
        assertThat(first(tasks.training(), 10))
                .extracting(Sample::task)
                .containsExactly(
                        "shuffle", "flip", "crop", "depth", "position", "shuffle", "flip", "crop", "depth", "position");
    }

    @Test
    void drawsAreNumberedAsTheyAreAskedFor() {
        assertThat(tasks.training().at(13).sequence()).isEqualTo(13);
    }

    @Test
    void whatIsHeldOutIsNeverTrainedOn() {
        // Given
        Set<String> trained = sources(first(tasks.training(), 150));

        // When
        Set<String> heldOut = sources(first(tasks.heldOut(), 100));

        // Then
        assertThat(trained).hasSizeGreaterThan(20);
        assertThat(heldOut).hasSizeGreaterThan(10).doesNotContainAnyElementsOf(trained);
    }

    @Test
    void theSeedDecidesTheTasks() {
        // Given
        LaptopTasks same = new LaptopTasks(new CourseScenes(3, 160, 120, 40, 20));
        LaptopTasks other = new LaptopTasks(new CourseScenes(4, 160, 120, 40, 20));

        // Then
        assertThat(tasks.training().identity())
                .isEqualTo(same.training().identity())
                .isNotEqualTo(other.training().identity())
                .isNotEqualTo(tasks.heldOut().identity());
        assertThat(first(tasks.training(), 5))
                .extracting(Sample::answer)
                .isEqualTo(
                        first(same.training(), 5).stream().map(Sample::answer).toList());
    }

    @Test
    void positionAsksWhatIsNearer() {
        assertThat(first(tasks.training("position"), 20)).allSatisfy(sample -> {
            assertThat(sample.variant()).isEqualTo("far");
            assertThat(sample.prompt()).contains("facing away from me");
        });
    }

    @Test
    void examplesCarryOtherQuestionsAnswersButForTheTrueOnes() {
        // Given
        int examples = 30;

        // When
        ColdStartMaterial none = tasks.coldStart(new DrawnMaterial.Amounts(6, examples, 1, 0), BUCKETS);
        ColdStartMaterial all = tasks.coldStart(new DrawnMaterial.Amounts(0, examples, 1, examples), BUCKETS);

        // Then
        List<String> borrowed = boxed(none);
        List<String> own = boxed(all);
        assertThat(none.practice()).hasSize(6);
        assertThat(all.practice()).isEmpty();
        assertThat(own).hasSize(5 * examples);
        for (int task = 0; task < 5; task++) {
            int from = task * examples;
            assertThat(borrowed.subList(from, from + examples))
                    .containsExactlyInAnyOrderElementsOf(own.subList(from, from + examples))
                    .isNotEqualTo(own.subList(from, from + examples));
        }
    }

    @Test
    void thePolicyCanSpellEveryExample() {
        ColdStartMaterial material = tasks.coldStart(new DrawnMaterial.Amounts(0, 20, 2, 0), BUCKETS);

        assertThat(material.examples())
                .flatExtracting(WorkedExample::completions)
                .hasSize(200)
                .allSatisfy(text ->
                        assertThat(Vocabulary.text(Vocabulary.spell(text))).isEqualTo(text));
    }

    private static List<String> boxed(ColdStartMaterial material) {
        return material.examples().stream()
                .flatMap(example -> example.completions().stream())
                .map(text -> text.substring(text.indexOf("\\boxed{")))
                .toList();
    }

    @Test
    void theColdStartsMaterialIsNoLongerMadeOnceItIsToStop() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        StopSignal afterThree = () -> asked.incrementAndGet() > 3;

        // When
        assertThatThrownBy(() -> tasks.coldStart(new DrawnMaterial.Amounts(30_000, 0, 1, 0), BUCKETS, afterThree))
                .isInstanceOf(StoppedException.class);
        assertThatThrownBy(() -> tasks.coldStart(new DrawnMaterial.Amounts(0, 30_000, 1, 0), BUCKETS, () -> true))
                .isInstanceOf(StoppedException.class);

        // Then
        assertThat(asked.get()).isBetween(4, 10_000);
    }
}
