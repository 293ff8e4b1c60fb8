package dev.rollstream.local.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.torture.Torture.Outcome;
import dev.rollstream.local.torture.Torture.Plan;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few faults on every build. Many, on demand:
 *
 * <pre>
 * mvn verify -pl local -am -Dtest=TortureTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtorture.seed=7 -Dtorture.faults=100 -Dtorture.rollouts=1000000
 * </pre>
 *
 * With {@code -Dtorture.scorers=AT_LEAST_ONCE} or {@code SLOTS_UNCHECKED} it must fail: see {@link Mutant}.
 */
class TortureTest {
    private static final Logger log = LoggerFactory.getLogger(TortureTest.class);

    @Test
    void nothingIsLostOrDoubledWhateverDies(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        // Given
        Plan plan = new Plan(
                Long.getLong("torture.seed", 1),
                Integer.getInteger("torture.faults", 5),
                Long.getLong("torture.rollouts", 1_000),
                Mutant.valueOf(System.getProperty("torture.scorers", "NONE")));

        // When
        Outcome outcome = new Torture(folder, plan).run();

        // Then
        log.atInfo()
                .addKeyValue("groups", outcome.groups())
                .addKeyValue("rollouts", outcome.rollouts())
                .log("{} {}", outcome.plan(), outcome.struck());
        assertThat(outcome.findings()).allSatisfy(finding -> assertThat(finding.violations())
                .as(finding.guarantee() + " " + finding.examples())
                .isZero());
        assertThat(outcome.held()).as("partitions with a hanging transaction").isEmpty();
    }
}
