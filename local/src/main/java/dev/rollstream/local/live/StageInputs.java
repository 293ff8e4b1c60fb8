package dev.rollstream.local.live;

import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LagReport.InputLag;
import dev.rollstream.local.lag.LearnerLag;
import dev.rollstream.local.live.LiveSnapshot.Inputs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What waits for a stage, out of the lag of all groups and topics. */
final class StageInputs {
    private static final Set<String> WITHOUT_MEMBERS = Set.of("EMPTY", "DEAD", "NEVER RUN");

    private StageInputs() {}

    static Inputs of(String stage, LagReport lag) {
        Map<String, List<InputLag>> byGroup = new LinkedHashMap<>();
        lag.inputs().stream().filter(input -> input.stage().equals(stage)).forEach(input -> byGroup.computeIfAbsent(
                        input.group(), any -> new ArrayList<>())
                .add(input));
        return byGroup.values().stream()
                .map(StageInputs::sum)
                .max(Comparator.comparing((Inputs inputs) -> !WITHOUT_MEMBERS.contains(inputs.state()))
                        .thenComparing(Inputs::lag))
                .orElse(Inputs.NONE);
    }

    private static Inputs sum(List<InputLag> inputs) {
        long records = inputs.stream().mapToLong(InputLag::records).sum();
        return new Inputs(
                records,
                oldest(inputs.stream().map(InputLag::ageMs).toList()),
                inputs.get(0).state());
    }

    /** The learner that is furthest behind. */
    static Inputs ofLearners(LagReport lag) {
        return lag.learners().stream()
                .max(Comparator.comparing(LearnerLag::groups))
                .map(learner -> new Inputs(learner.groups(), learner.ageMs(), ""))
                .orElse(Inputs.NONE);
    }

    private static OptionalLong oldest(List<OptionalLong> ages) {
        return ages.stream()
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max();
    }
}
