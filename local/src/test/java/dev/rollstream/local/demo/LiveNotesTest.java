package dev.rollstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.learner.TrainingFigures;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LiveNotesTest {
    private static final String RUN = "run";
    private static final int SIZE = 4;

    private static AdvantageGroup group(String task, int sequence, int right, GroupOutcome outcome) {
        return AdvantageGroup.newBuilder()
                .setGroupId(RUN + "/" + sequence)
                .setRunId(RUN)
                .setTaskType(task)
                .setPurpose(Purpose.TRAIN)
                .setOutcome(outcome)
                .setMembers(outcome == GroupOutcome.COMPLETE ? members(right) : List.of())
                .build();
    }

    private static List<Member> members(int right) {
        return IntStream.range(0, SIZE)
                .mapToObj(index -> Member.newBuilder()
                        .setIndex(index)
                        .setOutcome(MemberOutcome.SCORED)
                        .setReward(index < right ? 1.0 : 0.1)
                        .setComponents(List.of(
                                Component.newBuilder()
                                        .setName("accuracy")
                                        .setValue(index < right ? 1.0 : 0.0)
                                        .build(),
                                Component.newBuilder()
                                        .setName("format")
                                        .setValue(1.0)
                                        .build()))
                        .build())
                .toList();
    }

    @Test
    void saysNothingBeforeThereIsSomething() {
        // Given
        LiveFigures.Snapshot none = new LiveFigures().snapshot(RUN);

        // When, Then
        assertThat(LiveNotes.right(none)).isEmpty();
        assertThat(LiveNotes.groups(none)).isEmpty();
        assertThat(LiveNotes.learner(new TrainingFigures("waiting", 0, 0, Map.of(), Map.of())))
                .isEmpty();
    }

    @Test
    void followsWhatIsRightLatelyWhileTheTableKeepsTheMean() {
        // Given
        LiveFigures figures = new LiveFigures();
        IntStream.range(0, 100)
                .forEach(i -> figures.onAdvantageGroup(group("flip", i, i < 50 ? 0 : SIZE, GroupOutcome.COMPLETE)));
        figures.onAdvantageGroup(group("flip", 100, 0, GroupOutcome.EXPIRED));

        // When
        LiveFigures.Snapshot now = figures.snapshot(RUN);

        // Then
        assertThat(now.byTask()).singleElement().satisfies(flip -> {
            assertThat(flip.groups()).isEqualTo(101);
            assertThat(flip.members()).isEqualTo(100 * SIZE);
            assertThat(flip.accuracy()).isEqualTo(0.5, within(1e-12));
            assertThat(flip.reward()).isEqualTo(0.55, within(1e-12));
            assertThat(flip.lately()).isGreaterThan(0.9);
        });
        assertThat(LiveNotes.right(now)).startsWith("right now").contains("flip 9");
        assertThat(LiveNotes.groups(now)).isEqualTo("groups     COMPLETE 100  EXPIRED 1  format 100.0%");
    }

    @Test
    void theFirstGroupsWeighAlike() {
        // Given
        LiveFigures figures = new LiveFigures();
        figures.onAdvantageGroup(group("crop", 0, SIZE, GroupOutcome.COMPLETE));
        figures.onAdvantageGroup(group("crop", 1, 0, GroupOutcome.COMPLETE));

        // When, Then
        assertThat(figures.snapshot(RUN).byTask().get(0).lately()).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void everyLineFitsATerminal() {
        // Given
        LiveFigures figures = new LiveFigures();
        for (String task : List.of("shuffle", "flip", "crop", "depth", "position")) {
            figures.onAdvantageGroup(group(task, 0, SIZE, GroupOutcome.COMPLETE));
            figures.onAdvantageGroup(group(task, 1, 0, GroupOutcome.EXPIRED));
        }
        TrainingFigures learner = new TrainingFigures(
                "learning",
                450,
                451,
                Map.of("reward", 0.49, "entropy", 0.24, "reference_kl", 0.19, "staleness_mean", 12.9),
                Map.of("TRAINED", 11_250L, "STALE", 10_401L));

        // When
        List<String> lines = List.of(
                LiveNotes.right(figures.snapshot(RUN)),
                LiveNotes.groups(figures.snapshot(RUN)),
                LiveNotes.learner(learner));

        // Then
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        assertThat(lines.get(2)).contains("KL 0.19", "behind 12.9", "refused 10,401");
    }
}
