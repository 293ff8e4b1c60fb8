package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.local.report.Evaluations.Row;
import dev.rollstream.local.report.Evaluations.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationsTest {
    private static final long T = SyntheticRun.START_MS;

    private final RunFigures figures = new RunFigures(RunReport.Options.ALL);

    @Test
    void tellsDataSetsTasksAndVersionsApart() {
        // Given
        add("gsm8k", 3, 4, 1, 1, 0, 0);
        add("gsm8k", 3, 4, 0, 0, 0, 0);
        add("gsm8k", 7, 4, 1, 1, 1, 1);
        add("aime", 7, 1, 1);

        // When
        List<Row> rows = Evaluations.of(figures).rows();

        // Then
        assertThat(rows).extracting(Row::dataset).containsExactly("aime", "gsm8k", "gsm8k");
        assertThat(rows)
                .extracting(Row::versions)
                .containsExactly(
                        Optional.of(new Versions(7, 7)),
                        Optional.of(new Versions(3, 3)),
                        Optional.of(new Versions(7, 7)));
        Row before = rows.get(1);
        assertThat(before.groups()).isEqualTo(2);
        assertThat(before.completions()).isEqualTo(8);
        assertThat(before.measures().accuracy().value()).isCloseTo(0.25, within(1e-12));
        assertThat(before.measures().passAt().get(2).value())
                .as("5 of 6 pairs, and none")
                .isCloseTo(5 / 12.0, within(1e-12));
        assertThat(before.measures().passAt().get(4).value()).isCloseTo(0.5, within(1e-12));
        assertThat(before.measures().accuracy().low()).isLessThan(0.25);
        assertThat(before.measures().accuracy().n()).isEqualTo(2);
    }

    @Test
    void promptsThatNobodyAnsweredAreLostAndNotWrong() {
        // Given
        add("gsm8k", 3, 1, 1);
        figures.onAdvantageGroup(
                group("gsm8k", 1).setOutcome(GroupOutcome.EXPIRED).build(), T);

        // When
        List<Row> rows = Evaluations.of(figures).rows();

        // Then
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).measures().accuracy().value()).isEqualTo(1);
        assertThat(rows.get(1).versions()).isEmpty();
        assertThat(rows.get(1).groups()).isZero();
        assertThat(rows.get(1).lost()).isEqualTo(1);
        assertThat(rows.get(1).measures().accuracy().value()).isNaN();
        assertThat(Evaluations.of(figures).toJson().get("rows").toString()).doesNotContain("NaN");
    }

    @Test
    void anAccuracyFromMinusOneIsTakenFromZero() {
        // Given
        AdvantageGroup.Builder group = group("dapo", 2);
        group.setMembers(List.of(
                member(0, 4, Map.of("accuracy", -1.0, "accuracy_normalized", 0.0)),
                member(1, 4, Map.of("accuracy", 1.0, "accuracy_normalized", 1.0))));

        // When
        figures.onAdvantageGroup(group.build(), T);

        // Then
        assertThat(Evaluations.of(figures).rows().get(0).measures().accuracy().value())
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void trainingGroupsAreNoEvaluation() {
        // When
        figures.onAdvantageGroup(RunFiguresTest.builder("run/0", 1L, 1).build(), T);

        // Then
        assertThat(Evaluations.of(figures).rows()).isEmpty();
    }

    private void add(String dataset, long version, int size, double... accuracies) {
        List<Member> members = new ArrayList<>();
        for (double accuracy : accuracies) {
            members.add(member(members.size(), version, Map.of("accuracy", accuracy)));
        }
        figures.onAdvantageGroup(group(dataset, size).setMembers(members).build(), T);
    }

    private static AdvantageGroup.Builder group(String dataset, int size) {
        return AdvantageGroup.newBuilder()
                .setGroupId("run/0")
                .setRunId("run")
                .setOutcome(GroupOutcome.COMPLETE)
                .setPurpose(Purpose.EVAL)
                .setDataset(dataset)
                .setTaskType("other")
                .setCounts(MemberCounts.newBuilder().setExpected(size).build());
    }

    private static Member member(int index, long version, Map<String, Double> components) {
        return Member.newBuilder()
                .setIndex(index)
                .setOutcome(MemberOutcome.SCORED)
                .setReward(components.get("accuracy"))
                .setPolicyVersionMin(version)
                .setComponents(components.entrySet().stream()
                        .map(part -> Component.newBuilder()
                                .setName(part.getKey())
                                .setValue(part.getValue())
                                .build())
                        .toList())
                .build();
    }
}
