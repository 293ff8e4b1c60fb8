package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LearnerLag;
import dev.rollstream.local.live.LagHistory;
import dev.rollstream.local.live.LiveSnapshot;
import dev.rollstream.local.live.LiveSnapshot.Dead;
import dev.rollstream.local.live.LiveSnapshot.Endings;
import dev.rollstream.local.live.LiveSnapshot.Inputs;
import dev.rollstream.local.live.LiveSnapshot.LearnerNow;
import dev.rollstream.local.live.LiveSnapshot.Open;
import dev.rollstream.local.live.LiveSnapshot.StageNow;
import dev.rollstream.local.live.LiveSnapshot.TaskNow;
import dev.rollstream.local.live.LiveSnapshot.Window;
import dev.rollstream.local.report.RunCurves.TaskScores;
import dev.rollstream.runtime.StageException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopScreenTest {
    private static final long NOW = 1_795_000_000_000L;

    private final TopScreen screen = new TopScreen("lab.*", ZoneOffset.UTC, true);
    private final LagHistory history = new LagHistory();

    @Test
    void everythingFitsEightyByTwentyFour() {
        // When
        List<String> lines = lines(snapshot(5, "shuffle", "STABLE"), 80, 24);

        // Then
        assertThat(lines).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() <= 80);
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("scorer", "12,345", "61.7", "20,000", "11.0 s"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("COMPLETE 1,000", "EXPIRED 3"));
        assertThat(lines).anyMatch(line -> line.matches("  because +BELOW_MINIMUM 2 +NO_MEMBERS 1 *"));
        assertThat(lines).anyMatch(line -> line.matches("dead +rollouts LATE 1,204 +\\?\\[2Jrollouts UNDECODABLE 2 *"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("at version 46", "1.3 behind, at most 4"));
        assertThat(lines).filteredOn(line -> line.startsWith("shuffle")).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"80, 18", "40, 24", "20, 5", "1, 1", "200, 60"})
    void noScreenIsTooSmall(int columns, int rows) {
        // When
        List<String> lines = lines(snapshot(30, "flip", "STABLE"), columns, rows);

        // Then
        assertThat(lines).hasSizeLessThanOrEqualTo(rows).allMatch(line -> line.length() <= columns);
    }

    @Test
    void kindsOfTaskThatDoNotFitAreCounted() {
        assertThat(lines(snapshot(30, "flip", "STABLE"), 80, 24)).last().isEqualTo("and 20 kinds of task more");
    }

    @Test
    void namesFromOutsideCannotMoveTheCursor() {
        // When
        List<String> lines = lines(snapshot(1, "\u001b[2Jflip\u202e\n", "STABLE"), 80, 24);

        // Then
        assertThat(String.join("", lines)).doesNotContain("\u001b", "\u202e", "\n");
        assertThat(lines).anyMatch(line -> line.contains("?[2Jflip??"));
    }

    @Test
    void aStageWithoutMembersSaysSo() {
        assertThat(lines(snapshot(1, "flip", "EMPTY"), 80, 24)).anyMatch(line -> line.matches("scorer.*EMPTY"));
    }

    @Test
    void barsShowHowLagRose() {
        // Given
        for (int i = 0; i < 4; i++) {
            history.add(withLag(i * 10_000L));
        }

        // When
        List<String> lines = lines(withLag(30_000), 80, 24);

        // Then
        assertThat(lines).anyMatch(line -> line.matches("scorer.* \u2583\u2586\u2588"));
    }

    @Test
    void aLookThatFailsLeavesTheFiguresAndSaysWhy() {
        // Given
        TopView view = new TopView(screen);
        view.take(CompletableFuture.completedFuture(snapshot(1, "flip", "STABLE")));

        // When
        view.take(CompletableFuture.failedFuture(new StageException("no Kafka broker answers at there:9092")));

        // Then
        assertThat(view.lines(80, 24).stream().map(AttributedString::toString))
                .anyMatch(line -> line.startsWith("stands still: no Kafka broker answers"))
                .anyMatch(line -> line.contains("12,345"));
        assertThat(new TopView(screen).lines(5, 24)).containsExactly(new AttributedString("looki"));
    }

    private List<String> lines(LiveSnapshot snapshot, int columns, int rows) {
        return screen.lines(snapshot, history, columns, rows).stream()
                .map(AttributedString::toString)
                .toList();
    }

    private static LiveSnapshot withLag(long lag) {
        return snapshot(1, "flip", "STABLE", lag);
    }

    private static LiveSnapshot snapshot(int tasks, String task, String state) {
        return snapshot(tasks, task, state, 20_000);
    }

    private static LiveSnapshot snapshot(int tasks, String task, String state, long lag) {
        Inputs inputs = new Inputs(lag, OptionalLong.of(11_000), state);
        LearnerLag waiting = new LearnerLag(
                "learner",
                "default",
                OptionalLong.of(46),
                48,
                0,
                OptionalLong.of(9_000),
                OptionalDouble.of(1.3),
                OptionalLong.of(4));
        return new LiveSnapshot(
                new Window(NOW, NOW - 3_600_000, 0),
                List.of(
                        new StageNow(
                                "tasks",
                                "groups opened",
                                1_600,
                                OptionalDouble.of(8.2),
                                new Inputs(0, OptionalLong.empty(), "")),
                        new StageNow("scorer", "rewards", 12_345, OptionalDouble.of(61.7), inputs)),
                new Open(16, OptionalLong.of(2_400)),
                new Endings(
                        Map.of(Purpose.TRAIN, Map.of(GroupOutcome.COMPLETE, 1_000L, GroupOutcome.EXPIRED, 3L)),
                        Map.of(Purpose.TRAIN, Map.of(GroupReason.NO_MEMBERS, 1L, GroupReason.BELOW_MINIMUM, 2L)),
                        List.of(
                                new Dead("scorer", "lab.rollouts", "LATE", 1_204),
                                new Dead("scorer", "lab.\u001b[2Jrollouts", "UNDECODABLE", 2))),
                IntStream.range(0, tasks)
                        .mapToObj(i -> new TaskNow(
                                new TaskScores(Purpose.TRAIN, "", task, 240, 1_920, 0.412, 0.341, 0.99),
                                OptionalDouble.of(0.52)))
                        .toList(),
                List.of(new LearnerNow(waiting, Map.of(ReceiptOutcome.TRAINED, 900L))),
                new LagReport(NOW, List.of(), List.of(), List.of()));
    }
}
