package dev.rollstream.local.docs;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.learner.TrainingLearner;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.local.lag.LagMetrics;
import dev.rollstream.producer.task.PretextSamples;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.producer.worker.builtin.BuiltinEngine;
import dev.rollstream.producer.worker.openai.OpenAiEngine;
import dev.rollstream.producer.worker.scripted.ScriptedEngine;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import dev.rollstream.runtime.metrics.StageMetrics;
import dev.rollstream.scorer.ScorerStage;
import java.util.List;
import java.util.stream.Stream;

/** All metrics of the product. */
public final class Catalogues {
    /** In the order in which they are documented. */
    public static final List<MetricCatalogue> ALL = List.of(
            StageMetrics.CATALOGUE,
            TaskProducerStage.METRICS,
            PretextSamples.METRICS,
            RolloutWorkerStage.METRICS,
            OpenAiEngine.METRICS,
            BuiltinEngine.METRICS,
            ScriptedEngine.METRICS,
            ScorerStage.METRICS,
            AggregatorStage.METRICS,
            TrainingLearner.METRICS,
            GroupReader.METRICS,
            LagMetrics.CATALOGUE);

    private Catalogues() {}

    /** Every metric of every catalogue. */
    public static Stream<Metric> metrics() {
        return ALL.stream().flatMap(catalogue -> catalogue.metrics().stream());
    }
}
