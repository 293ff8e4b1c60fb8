package dev.rollstream.local.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * The charts of a report, by section; those with nothing to draw are left out.
 *
 * @param heldOut evaluations
 * @param training rewards of training groups
 * @param learner the learner's own figures and staleness
 * @param stream throughput, lag, outcomes
 */
record Charts(List<Chart> heldOut, List<Chart> training, List<Chart> learner, List<Chart> stream) {
    /** Leaves out what is empty. */
    Charts {
        heldOut = visible(heldOut);
        training = visible(training);
        learner = visible(learner);
        stream = visible(stream);
    }

    private static List<Chart> visible(List<Chart> charts) {
        return charts.stream().filter(Chart::isVisible).toList();
    }

    static Charts of(RunFigures figures) {
        List<String> tasks = Stream.of(figures.train(), figures.heldOut())
                .flatMap(curves -> curves.totals().keySet().stream())
                .map(TaskKey::task)
                .toList();
        RewardCharts rewards = new RewardCharts(figures, new Palette(tasks));
        Stream<Chart> own = figures.policy().flatMap(figures.learner()::of).map(LearnerCharts::of).stream()
                .flatMap(List::stream);
        return new Charts(
                rewards.heldOut(),
                rewards.training(),
                Stream.concat(own, Stream.of(LearnerCharts.staleness(figures.staleness())))
                        .toList(),
                new FlowCharts(figures.flow()).all());
    }

    /** All of them, in the order of the page. */
    List<Chart> all() {
        return Stream.of(heldOut, training, learner, stream)
                .flatMap(List::stream)
                .toList();
    }
}
