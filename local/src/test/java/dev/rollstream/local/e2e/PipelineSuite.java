package dev.rollstream.local.e2e;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.learner.ReadingLearner;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.load.Watch;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.pretext.GeneratorOptions;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.PretextTask;
import dev.rollstream.pretext.TaskMix;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.scene.DrawnScenes;
import dev.rollstream.producer.task.GroupSettings;
import dev.rollstream.producer.task.Pacing;
import dev.rollstream.producer.task.Pacing.FollowedLearner;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.producer.worker.scripted.ScriptedSettings;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From pictures to batches through every stage of the product, as the demo runs it, but with stages that come and go, on a
 * cluster that a subclass starts.
 */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // set before each test
abstract class PipelineSuite {
    private static final String RUN = "pictures";
    private static final String LEARNER = "learner";
    private static final int GROUPS = 60;
    private static final int SIZE = 4;
    private static final int AHEAD = 12;
    private static final long SEED = 5;

    private TestCluster cluster;
    private StageConfig config;
    private RegistryClient registry;
    private Stages stages;
    private Watch watch;
    private Fleet fleet;
    private final List<Stage> running = new ArrayList<>();

    /** The cluster, or an assumption that fails. */
    abstract TestCluster startCluster();

    @BeforeEach
    void openStream(@TempDir Path folder) {
        cluster = startCluster();
        config = cluster.newStream("pipeline");
        registry = RegistryClients.create(config.registry());
        stages = new Stages(config, registry, new SimpleMeterRegistry());
        watch = new Watch(config);
        fleet = new Fleet(config, folder);
    }

    @AfterEach
    void closeStream() {
        if (cluster == null) {
            return;
        }
        running.forEach(Stage::close);
        fleet.close();
        watch.close();
        registry.close();
        cluster.close();
    }

    @Test
    void everyPictureTaskReachesTheLearnerThoughProducerWorkerAndLearnerRestart() {
        // Given
        fleet.start("scorer-0", "aggregator-0");
        ReadingLearner firstLearner = started(stages.readingLearner(GroupReaderOptions.of(LEARNER), 4));
        RolloutWorkerStage firstWorker = started(worker());
        TaskProducerStage firstProducer = started(producer());
        awaitEnded(GROUPS / 5);

        // When
        firstWorker.close();
        started(worker());
        awaitEnded(2 * GROUPS / 5);
        firstProducer.close();
        TaskProducerStage secondProducer = started(producer());
        awaitEnded(3 * GROUPS / 5);
        firstLearner.close();
        ReadingLearner secondLearner = started(stages.readingLearner(GroupReaderOptions.of(LEARNER), 4));
        awaitEnded(GROUPS);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(secondProducer.health().hasEnded()).isTrue();
            assertThat(firstLearner.totals().groups() + secondLearner.totals().groups())
                    .isEqualTo(GROUPS);
        });

        // Then
        assertThat(watch.ended()).isEqualTo(idsOfTheRun());
        assertThat(firstLearner.totals().members() + secondLearner.totals().members())
                .isEqualTo((long) GROUPS * SIZE);
        assertThat(secondLearner.totals().refused()).isEmpty();
        assertThat(watch.deadLetters()).isEmpty();
        AuditReport report = audit(registry);
        assertThat(report.findings())
                .allSatisfy(finding ->
                        assertThat(finding.examples()).as(finding.guarantee()).isEmpty());
        assertThat(checked(report).get("one-terminal-record-per-answer-key")).isEqualTo(GROUPS);
        assertThat(catchThrowable(() -> audit(RegistryClients.create("mock://another"))))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("not the stream's schema registry");
    }

    private AuditReport audit(RegistryClient schemas) {
        return new Audit(config, schemas, Guarantees.all(config.topics())).run();
    }

    private <S extends Stage> S started(S stage) {
        running.add(stage);
        stage.start();
        return stage;
    }

    private TaskProducerStage producer() {
        GroupSettings defaults = GroupSettings.defaults();
        TaskProducerOptions options = TaskProducerOptions.of(Run.named(RUN, OptionalLong.of(GROUPS)))
                .withGroup(new GroupSettings(
                        SIZE, OptionalInt.empty(), defaults.ttl(), defaults.target(), defaults.scoring()))
                .withPacing(
                        new Pacing(AHEAD, 4, Optional.of(new FollowedLearner(LEARNER, OptionalInt.of(AHEAD), false))));
        DrawnScenes scenes = new DrawnScenes(SEED, 10, 320, 240);
        TaskMix mix = TaskMix.ofReleased(PretextTask.possibleOn(scenes));
        GeneratorOptions tasks = GeneratorOptions.of(SEED, mix, TaskOptions.of(Mode.STRICT));
        return stages.taskProducer(options, new PretextGenerator(scenes, tasks));
    }

    private RolloutWorkerStage worker() {
        ScriptedSettings settings = ScriptedSettings.defaults()
                .withSeed(SEED)
                .withLatency(new ScriptedSettings.Latency(Duration.ofMillis(20), 0.5));
        return stages.scriptedWorker(RolloutWorkerOptions.of("worker"), settings);
    }

    private void awaitEnded(int groups) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            fleet.requireAlive();
            assertThat(watch.ended()).hasSizeGreaterThanOrEqualTo(groups);
        });
    }

    private static Set<String> idsOfTheRun() {
        return LongStream.range(0, GROUPS)
                .mapToObj(sequence -> RUN + "/" + sequence)
                .collect(Collectors.toSet());
    }

    private static Map<String, Long> checked(AuditReport report) {
        return report.findings().stream().collect(Collectors.toMap(Finding::guarantee, Finding::checked));
    }
}
