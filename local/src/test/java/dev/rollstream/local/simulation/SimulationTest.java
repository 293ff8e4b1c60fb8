package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Runs {@link Simulation} for seeds 1, 2, 3 and so on; {@code -Drollstream.simulation.seeds=N} says how many. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("rollstream.simulation.seeds", 40);
    private static final List<Logger> NOISY = Stream.of("dev.rollstream.scorer", "dev.rollstream.aggregator")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    private static final int FEW_SEEDS = 10;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    private static LongStream fewSeeds() {
        return LongStream.rangeClosed(1, FEW_SEEDS);
    }

    @BeforeAll
    static void silenceDeadLetters() {
        NOISY.forEach(logger -> logger.setLevel(Level.ERROR));
    }

    @AfterAll
    static void speakAgain() {
        NOISY.forEach(logger -> logger.setLevel(null));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyInvariantHoldsAfterEveryEvent(long seed) {
        Simulation.run(seed);
    }

    @Test
    void sameSeedTellsTheSameStory() {
        // When
        Simulation.Result first = Simulation.run(7);
        Simulation.Result second = Simulation.run(7);
        Simulation.Result other = Simulation.run(8);

        // Then
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint()).isNotEqualTo(other.fingerprint());
    }

    @Test
    void everyKindOfTroubleHappens() {
        // Given
        Coverage coverage = new Coverage();

        // When
        fewSeeds().forEach(seed -> coverage.addAll(Simulation.run(seed).coverage()));

        // Then
        assertThat(coverage.counts())
                .containsKeys(
                        "scorer crash that lost work",
                        "aggregator crash that lost work",
                        "member that came before its key",
                        "group completed although its deadline had passed",
                        "group ended by FULL",
                        "group ended by DEADLINE",
                        "group ended by CANCEL",
                        "outcome COMPLETE",
                        "outcome PARTIAL",
                        "outcome FILTERED",
                        "outcome EXPIRED",
                        "outcome CANCELLED",
                        "dead letter for UNDECODABLE",
                        "dead letter for INVALID",
                        "dead letter for NO_ANSWER_KEY",
                        "dead letter for LATE",
                        "dead letter for WRONG_PARTITION",
                        "dead letter for PARK_FULL",
                        "dead letter for CONFLICT");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXACTLY_ONCE")
    void crashThatLosesTooMuchOrTooLittleIsNoticed(Crash crash) {
        fewSeeds().forEach(seed -> {
            // When
            AssertionError failure =
                    catchThrowableOfType(AssertionError.class, () -> Simulation.run(seed, crash, false));

            // Then
            assertThat(failure).as("seed %d", seed).isNotNull().hasMessageStartingWith("seed " + seed + ", ");
        });
    }

    @Test
    void scorerThatTakesTheClockForKnowledgeIsNoticed() {
        // When
        List<Long> noticed = fewSeeds()
                .boxed()
                .filter(seed ->
                        catchThrowableOfType(AssertionError.class, () -> Simulation.run(seed, Crash.EXACTLY_ONCE, true))
                                != null)
                .toList();

        // Then: not by all, since a scorer that happens never to fall behind does no harm
        assertThat(noticed).hasSizeGreaterThan(FEW_SEEDS / 2);
    }
}
