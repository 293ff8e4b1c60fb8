package dev.rollstream.scorer;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsDefinition;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.runtime.StreamsStage;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scorer as a stage: ROLLOUTS and ANSWER-KEYS to REWARDS, exactly once. It owns the stream's time: what it writes as the end
 * of a group is the only decision that depends on when things happened.
 */
public final class ScorerStage implements Stage {
    /** Its metrics. */
    public static final MetricCatalogue METRICS = ScorerCatalogue.ALL;

    private final StageConfig config;
    private final ScorerOptions options;
    private final RegistryClient registry;
    private final MeterRegistry metrics;
    private final VerifierRegistry verifiers;
    private final StreamsStage streams;
    private @Nullable ReadinessThread readiness;

    /**
     * A stage that is not started yet.
     *
     * @param config how to reach the cluster
     * @param streamsOptions how to run in this process
     * @param options bounds
     * @param registry schema registry; stays the caller's to close
     * @param metrics where counters go
     * @throws IllegalArgumentException if two verifiers on the class path have the same name
     */
    public ScorerStage(
            StageConfig config,
            StreamsOptions streamsOptions,
            ScorerOptions options,
            RegistryClient registry,
            MeterRegistry metrics) {
        this.config = config;
        this.options = options;
        this.registry = registry;
        this.metrics = metrics;
        this.verifiers = VerifierRegistry.load(options.verifierBudget());
        Topics topics = config.topics();
        StreamsDefinition definition = new StreamsDefinition(
                ScorerTopology.STAGE,
                List.of(topics.answerKeys(), topics.rollouts()),
                List.of(topics.rewards(), topics.deadLetters()),
                partitions -> ScorerTopology.build(setting(topics, partitions)));
        this.streams = new StreamsStage(definition, config, streamsOptions, registry, metrics);
    }

    private ScorerTopology.Setting setting(Topics topics, int partitions) {
        ReadinessThread thread = new ReadinessThread(new ClusterOffsets(config));
        readiness = thread;
        return new ScorerTopology.Setting(topics, partitions, options, registry, verifiers, thread, metrics);
    }

    @Override
    public String name() {
        return streams.name();
    }

    @Override
    public void start() {
        streams.start();
    }

    @Override
    public Health health() {
        return streams.health();
    }

    @Override
    public void close() {
        streams.close();
        if (readiness != null) {
            readiness.close();
            readiness = null;
        }
        verifiers.close();
    }
}
