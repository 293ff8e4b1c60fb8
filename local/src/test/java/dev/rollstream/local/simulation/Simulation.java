package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.aggregator.AggregatorMetrics;
import dev.rollstream.aggregator.AggregatorTopology;
import dev.rollstream.avro.registry.MockRegistry;
import dev.rollstream.avro.serde.SerdeOptions;
import dev.rollstream.scorer.ScorerTopology;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Scorer and aggregator on one thread, in virtual time, under traffic and faults that a seed decides: reordering between the
 * inputs, repetitions with the same and with other content, missing members, late ones, cancellations, poison, stages that fall
 * behind, crash or restart at any point, and clocks that jump. After every event all invariants are checked on what was published.
 */
final class Simulation {
    private static final int EVENTS = 700;
    private static final long LONGEST_TTL_MS = 4_000;
    private static final long LONGEST_MEMORY_MS = 200_000;

    /** What can happen, and how often compared with the rest. */
    private record Action(String name, int weight, Runnable run) {}

    private final long seed;
    private final Random random;
    private final Setup setup;
    private final Coverage coverage = new Coverage();
    private final World world;
    private final Inputs inputs = new Inputs();
    private final Traffic traffic;
    private final VerifierRegistry verifiers = VerifierRegistry.builtIn();
    private final SimulatedStage scorer;
    private final SimulatedStage aggregator;
    private final Observer observer;
    private final List<Action> actions;
    private final boolean believesTheClock;
    private SimulatedReadiness readiness = new SimulatedReadiness();
    private long nowMs = 1_000_000;
    private String step = "start";

    private Simulation(long seed, Crash crash, boolean believesTheClock) {
        this.seed = seed;
        this.believesTheClock = believesTheClock;
        random = new Random(seed);
        setup = Setup.of(random);
        world = World.of(setup.topics(), MockRegistry.scope("simulation"));
        traffic = new Traffic(random, () -> nowMs, inputs, world);
        scorer = new SimulatedStage(scorerProgram(), world.logs(), crash);
        aggregator = new SimulatedStage(aggregatorProgram(), world.logs(), crash);
        observer = new Observer(world, inputs, setup, coverage);
        actions = actions();
    }

    /**
     * What a run came to.
     *
     * @param coverage what happened in it
     * @param fingerprint checksum of all that was published
     */
    record Result(Coverage coverage, int fingerprint) {}

    /**
     * Runs one seed.
     *
     * @throws AssertionError naming seed and event, if an invariant did not hold
     * @throws IllegalStateException naming seed and event, if a stage could not go on
     */
    static Result run(long seed) {
        return run(seed, Crash.EXACTLY_ONCE, false);
    }

    /** Runs one seed with crashes that lose too little or too much, or with a scorer that takes the clock for knowledge. */
    static Result run(long seed, Crash crash, boolean believesTheClock) {
        Simulation simulation = new Simulation(seed, crash, believesTheClock);
        try {
            simulation.run();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ", " + simulation.step + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + ", " + simulation.step + ": a stage died", e);
        } finally {
            simulation.verifiers.close();
        }
        return new Result(simulation.coverage, simulation.fingerprint());
    }

    private int fingerprint() {
        return Stream.of(
                        world.topics().rewards(),
                        world.topics().advantages(),
                        world.topics().deadLetters())
                .flatMap(topic -> world.log(topic).entries().stream())
                .map(entry -> Arrays.hashCode(entry.key()) + 31 * Arrays.hashCode(entry.value()))
                .toList()
                .hashCode();
    }

    private SimulatedStage.Program scorerProgram() {
        return new SimulatedStage.Program("scorer", ScorerTopology.build(scorerSetting()), () -> {
            readiness = new SimulatedReadiness();
            if (believesTheClock) {
                readiness.believe(this::wallMs);
            }
            return ScorerTopology.processor(scorerSetting());
        });
    }

    private ScorerTopology.Setting scorerSetting() {
        return new ScorerTopology.Setting(
                world.topics(),
                Setup.PARTITIONS,
                setup.scorerOptions(),
                world.registry(),
                verifiers,
                readiness,
                new SimpleMeterRegistry());
    }

    private SimulatedStage.Program aggregatorProgram() {
        AggregatorMetrics metrics = new AggregatorMetrics(new SimpleMeterRegistry());
        SerdeOptions options = SerdeOptions.defaults();
        return new SimulatedStage.Program(
                "aggregator",
                AggregatorTopology.build(world.topics(), world.registry(), options, metrics),
                () -> AggregatorTopology.processor(world.topics(), world.registry(), options, metrics));
    }

    private List<Action> actions() {
        List<Action> all = new ArrayList<>(List.of(
                new Action("a task", 10, traffic::announce),
                new Action("a key", 10, traffic::key),
                new Action("a key again", 3, traffic::keyAgain),
                new Action("a cancellation", 1, traffic::cancel),
                new Action("a rollout", 25, traffic::rollout),
                new Action("a group of rollouts", 8, traffic::wholeGroup),
                new Action("a rollout again", 8, traffic::rolloutAgain),
                new Action("vandalism", 3, traffic::vandalise),
                new Action("a transaction", 4, traffic::transaction),
                new Action("the scorer looks at the time", 10, () -> scorer.tick(wallMs())),
                new Action("the scorer asks how far it is", 6, this::noteEnds),
                new Action("the scorer is told how far it is", 6, () -> readiness.learn(scorer::committed)),
                new Action("a pause", 1, this::pause)));
        addActionsOf(scorer, 30, all);
        addActionsOf(aggregator, 25, all);
        return all;
    }

    /** Mostly about as long as a deadline, now and then longer than the scorer remembers a group. */
    private void pause() {
        long longest = random.nextInt(4) == 0 ? LONGEST_MEMORY_MS / 2 : 2 * LONGEST_TTL_MS;
        nowMs += random.nextInt((int) longest);
    }

    private void addActionsOf(SimulatedStage stage, int readWeight, List<Action> all) {
        String name = "the " + stage.name() + " ";
        all.add(new Action(name + "reads", readWeight, () -> readSome(stage)));
        all.add(new Action(name + "commits", 6, stage::commit));
        all.add(new Action(name + "restarts", 1, stage::restart));
        all.add(new Action(name + "crashes", setup.crashWeight(), () -> {
            coverage.add(stage.name() + (stage.hasUncommittedWork() ? " crash that lost work" : " crash while idle"));
            stage.crash();
        }));
    }

    private void readSome(SimulatedStage stage) {
        for (int left = 1 + random.nextInt(8); left > 0; left--) {
            stage.read(random);
        }
    }

    private long wallMs() {
        return nowMs + setup.clockAheadMs();
    }

    private void noteEnds() {
        readiness.note(world.log(world.topics().rollouts()), wallMs());
        readiness.note(world.log(world.topics().answerKeys()), wallMs());
    }

    private void run() {
        int totalWeight = actions.stream().mapToInt(Action::weight).sum();
        for (int event = 0; event < EVENTS; event++) {
            nowMs += random.nextInt(setup.stepMs());
            Action action = choose(random.nextInt(totalWeight));
            step = "event " + event + " at " + nowMs + " (" + action.name + ")";
            action.run.run();
            observer.look(nowMs);
        }
        end();
    }

    private Action choose(int dice) {
        int left = dice;
        for (Action action : actions) {
            left -= action.weight;
            if (left < 0) {
                return action;
            }
        }
        throw new IllegalStateException("dice " + dice + " of seed " + seed);
    }

    /** All writers stop, everything is read, and time passes until no group is open, and then until none is remembered. */
    private void end() {
        traffic.release();
        traffic.allKeys();
        settle("end", LONGEST_TTL_MS);
        observer.everythingEnded();
        new FinalAudit(world).verify();
        settle("aftermath", LONGEST_MEMORY_MS);
        observer.everythingEnded();
        assertThat(scorer.storesInUse())
                .as("stores of the scorer that still hold anything")
                .isEmpty();
        assertThat(aggregator.storesInUse())
                .as("stores of the aggregator that still hold anything")
                .isEmpty();
    }

    private void settle(String name, long passingMs) {
        step = name;
        drain(scorer);
        nowMs += passingMs + 2 * SimulatedReadiness.SLACK_MS;
        for (int round = 0; round < 2; round++) {
            noteEnds();
            readiness.learn(scorer::committed);
            scorer.tick(wallMs());
            scorer.commit();
            observer.look(nowMs);
        }
        drain(aggregator);
    }

    private void drain(SimulatedStage stage) {
        while (stage.read(random)) {
            // until nothing is left
        }
        stage.commit();
        assertThat(stage.isIdle())
                .as("the %s has read everything", stage.name())
                .isTrue();
        observer.look(nowMs);
    }
}
