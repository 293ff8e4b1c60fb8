package dev.rollstream.local.bench;

import dev.rollstream.avro.Topic;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.local.bench.Drain.Drained;
import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.local.stage.TemporaryFolder;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import dev.rollstream.scorer.ScorerTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;

/** A stream of its own, on which one thing is measured; its topics and its state go when it is closed. */
final class Lane implements AutoCloseable {
    private static final int THREADS = 1;
    private static final double WARM_UP = 0.1;

    private final Ground ground;
    private final StageConfig config;
    private final Workload workload;
    private final Placement groups;
    private final TemporaryFolder state = new TemporaryFolder("rollstream-bench-");

    /** Makes the topics. */
    Lane(Ground ground, Workload workload) {
        this.ground = ground;
        this.config = ground.nextStream();
        this.workload = workload;
        this.groups = Placement.of("bench", workload.groups(), workload.partitions());
        try (TopicsAdmin admin = new TopicsAdmin(config)) {
            Patience.ask(() -> admin.create(new TopicsAdmin.Shape(workload.partitions(), 1)));
        }
    }

    /** How to reach this stream. */
    StageConfig config() {
        return config;
    }

    /** The workload's groups. */
    Placement groups() {
        return groups;
    }

    /** Where stages keep their stores. */
    Path state() {
        return state.path();
    }

    /** What writes the workload. */
    Backlog backlog() {
        return new Backlog(config, ground.registry(), workload, groups);
    }

    /** Fills the topics, has something take it all, proves that it did, and says what that took. */
    Figures measure(Subject subject) {
        long bytes = fill();
        LogSizes before = LogSizes.now(config);
        Drained drained;
        try (RunningStages running = new RunningStages();
                Progress progress = progress(subject)) {
            stages(subject, state.path()).forEach(running::start);
            drained = new Drain(config.prefix(), running).await(progress, (long) (progress.total() * WARM_UP));
        }
        LogSizes after = LogSizes.now(config);
        prove(subject, bytes);
        double written = (double) after.since(before, config.prefix())
                / before.of(config.topics().rollouts().name());
        double rolloutsPerUnit = (double) workload.rollouts() / total(subject);
        return Figures.of(drained, rolloutsPerUnit, (double) bytes / workload.rollouts(), written);
    }

    private long fill() {
        try (Backlog backlog = backlog()) {
            backlog.write();
            return backlog.rolloutBytes();
        }
    }

    /**
     * The stages that a subject consists of, not started.
     *
     * @param folder of their stores
     */
    List<Stage> stages(Subject subject, Path folder) {
        StreamsOptions options = new StreamsOptions(folder, THREADS, workload.commitInterval(), workload.exactlyOnce());
        Stages stages = new Stages(config, ground.registry(), new SimpleMeterRegistry());
        return switch (subject) {
            case CONSUMER, RELAY -> List.of();
            case INDEX -> List.of(Floor.INDEX.create(config, options, ground.registry(), output()));
            case COPY -> List.of(Floor.COPY.create(config, options, ground.registry(), output()));
            case SCORER -> List.of(stages.scorer(options, ScorerOptions.DEFAULT));
            case SCORER_AND_AGGREGATOR, TO_LEARNER ->
                List.of(stages.scorer(options, ScorerOptions.DEFAULT), stages.aggregator(options));
        };
    }

    /** What floors write goes to a topic that nothing else uses where a floor runs. */
    private Topic<?> output() {
        return config.topics().rewards();
    }

    private long total(Subject subject) {
        return switch (subject) {
            case CONSUMER, RELAY, INDEX, COPY -> workload.rollouts();
            case SCORER -> workload.rollouts() + workload.groups();
            case SCORER_AND_AGGREGATOR, TO_LEARNER -> workload.groups();
        };
    }

    private Progress progress(Subject subject) {
        long total = total(subject);
        return switch (subject) {
            case CONSUMER -> Progress.read(config, config.topics().rollouts(), workload.partitions(), total);
            case RELAY -> new Relay(config, config.topics().rollouts(), output(), workload);
            case INDEX, COPY ->
                Progress.committed(
                        config,
                        subject == Subject.INDEX ? Floor.INDEX.stage() : Floor.COPY.stage(),
                        List.of(config.topics().rollouts()),
                        total);
            case SCORER ->
                Progress.committed(
                        config,
                        ScorerTopology.STAGE,
                        List.of(config.topics().answerKeys(), config.topics().rollouts()),
                        total);
            case SCORER_AND_AGGREGATOR ->
                Progress.read(config, config.topics().advantages(), workload.partitions(), total);
            case TO_LEARNER -> Progress.groups(reader(), workload.groups());
        };
    }

    /** Where a subject's groups come out. */
    Arrivals arrivals(Subject subject) {
        return switch (subject) {
            case CONSUMER -> arrivals(config.topics().rollouts(), workload.groupSize());
            case RELAY, INDEX, COPY -> arrivals(output(), workload.groupSize());
            // A group's rewards are whole with its end, behind its opening and its members.
            case SCORER -> arrivals(output(), workload.groupSize() + 2);
            case SCORER_AND_AGGREGATOR -> arrivals(config.topics().advantages(), 1);
            case TO_LEARNER -> Arrivals.ofGroups(reader(), groups);
        };
    }

    private Arrivals arrivals(Topic<?> topic, int records) {
        return Arrivals.ofRecords(config, topic, workload, groups, records);
    }

    /** A learner's reader at the beginning of the stream. */
    GroupReader reader() {
        return GroupReader.open(
                config, GroupReaderOptions.of("bench"), new SimpleMeterRegistry(), Positions.earliest(config));
    }

    /**
     * Proves that a subject has done its work; it has stopped.
     *
     * @param rolloutBytes values of all completions
     */
    void prove(Subject subject, long rolloutBytes) {
        switch (subject) {
            case CONSUMER -> Proof.ofFloor(config, config.topics().rollouts(), workload.rollouts(), rolloutBytes);
            case RELAY, COPY -> Proof.ofFloor(config, output(), workload.rollouts(), rolloutBytes);
            case INDEX -> Proof.ofFloor(config, output(), workload.rollouts(), workload.rollouts() * Floor.INDEX_BYTES);
            case SCORER ->
                Proof.ofStream(config, ground.registry(), new Truth(workload, groups, Truth.Expected.REWARDS));
            case SCORER_AND_AGGREGATOR, TO_LEARNER ->
                Proof.ofStream(config, ground.registry(), new Truth(workload, groups, Truth.Expected.ADVANTAGES));
        }
    }

    @Override
    public void close() {
        state.close();
        try (ClusterAdmin admin = ClusterAdmin.connect(config, "bench-clean")) {
            Patience.ask(() -> delete(admin));
        }
    }

    private List<String> delete(ClusterAdmin admin) {
        List<String> mine = Cluster.await(
                        config, "topics", admin.client().listTopics().names())
                .stream()
                .filter(topic -> topic.startsWith(config.prefix()))
                .toList();
        Cluster.await(config, "topics", admin.client().deleteTopics(mine).all());
        return mine;
    }
}
