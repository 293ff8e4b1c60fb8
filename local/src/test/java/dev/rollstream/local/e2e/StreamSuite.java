package dev.rollstream.local.e2e;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.learner.reader.TrainingMember;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantee;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.load.BackgroundLoad;
import dev.rollstream.local.load.Completion;
import dev.rollstream.local.load.Fate;
import dev.rollstream.local.load.Fate.Ending;
import dev.rollstream.local.load.Landing;
import dev.rollstream.local.load.Load;
import dev.rollstream.local.load.SeededGroup;
import dev.rollstream.local.load.SeededGroup.RolloutWritten;
import dev.rollstream.local.load.Settings;
import dev.rollstream.local.load.Stories;
import dev.rollstream.local.load.Truth;
import dev.rollstream.local.load.TruthHolds;
import dev.rollstream.local.load.Watch;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Scorers and aggregators under a load of everything that may come, on a cluster that a subclass starts. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before each test
abstract class StreamSuite {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long SEED = 20_260_101;

    /** Who would tell of each bad record, and of each thread that gives way to a missing registry. */
    private static final Map<String, Level> LOUD = Map.of(
            "dev.rollstream.scorer", Level.ERROR,
            "org.apache.kafka.streams", Level.OFF);

    private TestCluster cluster;
    private StageConfig config;
    private Watch watch;
    private Load load;
    private Fleet fleet;

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    /** The cluster, or an assumption that fails. */
    abstract TestCluster startCluster();

    @BeforeAll
    void openCluster() {
        cluster = startCluster();
        LOUD.forEach((name, level) -> logger(name).setLevel(level));
    }

    @AfterAll
    void closeCluster() {
        LOUD.keySet().forEach(name -> logger(name).setLevel(null));
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void openStream(TestInfo test, @TempDir Path folder) {
        config = cluster.newStream(test.getTestMethod().orElseThrow().getName());
        watch = new Watch(config);
        load = new Load(config, watch, SEED);
        fleet = new Fleet(config, folder);
    }

    @AfterEach
    void closeStream() {
        cluster.startRegistry();
        fleet.close();
        load.close();
        watch.close();
    }

    @Test
    void everyGroupEndsOnceWhileEachStageIsRestarted() {
        // Given
        fleet.start("scorer-0", "scorer-1", "aggregator-0", "aggregator-1");
        BackgroundLoad stories = BackgroundLoad.start(load);
        stories.awaitRounds(3);

        // When
        fleet.restart("scorer-0");
        stories.awaitRounds(2);
        fleet.restart("aggregator-0");
        stories.awaitRounds(2);
        fleet.move("aggregator-1");
        stories.awaitRounds(2);
        fleet.move("scorer-1");
        stories.awaitRounds(2);
        List<Finding> whileItRuns = IntStream.range(0, 5)
                .mapToObj(i -> audit())
                .flatMap(List::stream)
                .toList();
        Truth truth = stories.finish();
        awaitAll(truth);

        // Then
        assertThat(truth.endings())
                .contains(
                        new Ending(GroupOutcome.COMPLETE, GroupReason.NONE),
                        new Ending(GroupOutcome.PARTIAL, GroupReason.NONE),
                        new Ending(GroupOutcome.EXPIRED, GroupReason.NO_MEMBERS),
                        new Ending(GroupOutcome.EXPIRED, GroupReason.BELOW_MINIMUM),
                        new Ending(GroupOutcome.CANCELLED, GroupReason.CANCELLED),
                        new Ending(GroupOutcome.FILTERED, GroupReason.ALL_SOLVED),
                        new Ending(GroupOutcome.FILTERED, GroupReason.ALL_FAILED),
                        new Ending(GroupOutcome.FILTERED, GroupReason.OUT_OF_RANGE),
                        new Ending(GroupOutcome.FILTERED, GroupReason.TOO_FEW_SCORED),
                        new Ending(GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR));
        assertThat(truth.deadLetters())
                .containsValues(
                        DeadLetterReason.UNDECODABLE,
                        DeadLetterReason.INVALID,
                        DeadLetterReason.NO_ANSWER_KEY,
                        DeadLetterReason.LATE,
                        DeadLetterReason.WRONG_PARTITION,
                        DeadLetterReason.CONFLICT,
                        DeadLetterReason.OVERSIZE);
        assertThat(watch.leakedAnswerKeys()).isEmpty();
        requireHeld(whileItRuns);
        requireAllGuarantees(truth);
        requireHandedOut(truth, reader());
    }

    @Test
    void rolloutsThatWaitedForAStoppedScorerAreNotLate() {
        // Given
        Duration ttl = Duration.ofSeconds(15);
        fleet.start("scorer-0", "aggregator-0");
        List<SeededGroup> known = open(20, ttl);
        SeededGroup half = load.open(Settings.PATIENT.ttl(ttl));
        load.rollout(half, 0, Completion.RIGHT);
        await().atMost(PATIENCE).until(() -> known.stream().allMatch(watch::hasOpened) && watch.members(half) == 1);

        // When
        fleet.stop("scorer-0");
        List<SeededGroup> unknown = open(20, ttl);
        known.forEach(load::fill);
        unknown.forEach(load::fill);
        SeededGroup missing = load.open(Settings.PATIENT.ttl(ttl));
        load.rollout(missing, 1, Completion.RIGHT);
        load.flush();
        await().atMost(PATIENCE).until(() -> System.currentTimeMillis() > deadlineMs(missing) + 1_000);
        load.rollout(missing, 0, Completion.RIGHT);
        load.fillEveryPartition();
        Truth truth = load.truth();
        fleet.start("scorer-0");
        awaitAll(truth);

        // Then
        assertThat(known)
                .extracting(group -> fate(truth, group.id()).closedBy())
                .containsOnly(ClosedBy.FULL);
        assertThat(unknown)
                .extracting(group -> fate(truth, group.id()).closedBy())
                .containsOnly(ClosedBy.FULL);
        assertThat(fate(truth, missing.id()).closedBy()).isEqualTo(ClosedBy.DEADLINE);
        assertThat(fate(truth, half.id()).closedBy()).isEqualTo(ClosedBy.DEADLINE);
        assertThat(truth.deadLetters()).containsValue(DeadLetterReason.LATE).hasSize(1);
        requireAllGuarantees(truth);
    }

    private static Fate fate(Truth truth, String id) {
        return Objects.requireNonNull(truth.fates().get(id));
    }

    private List<SeededGroup> open(int count, Duration ttl) {
        List<SeededGroup> groups = IntStream.range(0, count)
                .mapToObj(i -> load.plan(Settings.PATIENT.ttl(ttl)))
                .toList();
        load.open(groups);
        return groups;
    }

    private static long deadlineMs(SeededGroup group) {
        return Objects.requireNonNull(group.answerKey()).appendedAtMs()
                + group.settings().ttl().toMillis();
    }

    /**
     * Who knows no schema yet waits for the registry, first the scorers, then the aggregators; who knows them goes on. A stage that
     * is to start meanwhile says why it cannot.
     */
    @Test
    void nothingIsLostOrBlamedWhileTheRegistryIsDown() {
        // Given
        Stories stories = new Stories(load);
        load.registerSchemas();
        fleet.start("scorer-0", "scorer-1", "aggregator-0", "aggregator-1");

        // When
        cluster.stopRegistry();
        stories.undecodableBytes();
        tell(stories);
        awaitRegistryMissedBy("scorer-0", "scorer-1");
        Throwable refusal = catchThrowable(() -> fleet.launch("scorer-2"));
        fleet.stop("scorer-2");
        Set<Landing.Place> blamed = Set.copyOf(watch.deadLetters());
        cluster.startRegistry();
        awaitAll(load.truth());

        fleet.stop("aggregator-0", "aggregator-1");
        fleet.start("aggregator-2", "aggregator-3");
        cluster.stopRegistry();
        tell(stories);
        awaitRegistryMissedBy("aggregator-2", "aggregator-3");
        fleet.awaitReady("scorer-0", "scorer-1");
        GroupReader reader = reader();
        await().atMost(PATIENCE).until(() -> reader.obstacle().isPresent());
        cluster.startRegistry();
        awaitAll(load.truth());

        // Then
        assertThat(refusal).isInstanceOf(StageException.class).hasMessageContaining(cluster.registryUrl());
        assertThat(load.truth().deadLetters().keySet()).containsAll(blamed);
        fleet.awaitReady("scorer-0", "scorer-1", "aggregator-2", "aggregator-3");
        requireAllGuarantees(load.truth());
        requireHandedOut(load.truth(), reader);
    }

    private void tell(Stories stories) {
        stories.completeGroups();
        stories.duplicatesOfOtherContent();
        stories.keyComesLater();
        stories.wrongPartitions();
        load.fillEveryPartition();
        load.flush();
    }

    private void awaitRegistryMissedBy(String... names) {
        for (String name : names) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(fleet.stage(name).health().obstacles()).containsKey("registry"));
        }
    }

    /** Waits until everything that must come has come; what must not come is for the guarantees. */
    private void awaitAll(Truth truth) {
        await().atMost(PATIENCE.plus(Fleet.PARK_TIME)).untilAsserted(() -> {
            fleet.requireAlive();
            assertThat(missing(truth.fates().keySet(), watch.ended()))
                    .as("groups without an end")
                    .isEmpty();
            assertThat(missing(truth.deadLetters().keySet(), watch.deadLetters()))
                    .as("records that must be dead letters")
                    .isEmpty();
        });
    }

    private static <T> Set<T> missing(Set<T> wanted, Set<T> found) {
        Set<T> missing = new HashSet<>(wanted);
        missing.removeAll(found);
        return missing;
    }

    private void requireAllGuarantees(Truth truth) {
        requireHeld(audit(new TruthHolds(truth, config.topics().rollouts().name())));
    }

    private static void requireHeld(List<Finding> findings) {
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.examples()).as(finding.guarantee()).isEmpty();
            assertThat(finding.held()).as(finding.guarantee()).isTrue();
        });
    }

    private List<Finding> audit(Guarantee... more) {
        List<Guarantee> guarantees = new ArrayList<>(Guarantees.all(config.topics()));
        guarantees.addAll(List.of(more));
        try (RegistryClient registry = RegistryClients.create(config.registry())) {
            return new Audit(config, registry, guarantees).run().findings();
        }
    }

    private GroupReader reader() {
        GroupReaderOptions options = GroupReaderOptions.of("e2e");
        return GroupReader.open(config, options, new SimpleMeterRegistry(), Positions.earliest(config));
    }

    /** A reader hands out the training groups, all of them, once each, with what the load wrote for their members. */
    private static void requireHandedOut(Truth truth, GroupReader reader) {
        Map<String, TrainingGroup> read = new HashMap<>();
        AtomicInteger met = new AtomicInteger();
        try (reader) {
            await().pollInSameThread().atMost(PATIENCE).until(() -> {
                Batch batch = reader.poll(50, POLL);
                assertThat(batch.refused()).isEmpty();
                batch.groups().forEach(group -> assertThat(read.put(group.ref().groupId(), group))
                        .isNull());
                met.addAndGet(batch.groups().size());
                batch.passedOver().values().forEach(met::addAndGet);
                return met.get() == truth.fates().size();
            });
        }
        assertThat(read.keySet()).isEqualTo(truth.training());
        read.forEach((id, group) -> requirePayload(fate(truth, id), group));
    }

    private static void requirePayload(Fate fate, TrainingGroup group) {
        assertThat(group.task().getGroupId()).isEqualTo(fate.group().id());
        Map<Integer, String> texts = group.members().stream()
                .collect(Collectors.toMap(
                        TrainingMember::index, member -> member.rollout().getText()));
        assertThat(texts)
                .isEqualTo(
                        fate.scored().stream().collect(Collectors.toMap(RolloutWritten::index, RolloutWritten::text)));
    }
}
