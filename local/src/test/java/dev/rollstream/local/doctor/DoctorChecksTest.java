package dev.rollstream.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.CompatibilityLevel;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.local.doctor.DoctorLine.Verdict;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorChecksTest {
    private final RegistryClient registry = new LocalRegistry(new MemoryStore(), "test registry");

    private static DoctorLine line(List<DoctorLine> lines, String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<DoctorLine> ofRegistry() {
        return new RegistryChecks(registry, new Topics("t.")).check();
    }

    @Test
    void aClusterThatCanDoEverythingIsFit() {
        // When
        List<DoctorLine> lines = FeatureChecks.check(
                Map.of("metadata.version", (short) 25, "share.version", (short) 1, "transaction.version", (short) 2));

        // Then
        assertThat(lines).extracting(DoctorLine::verdict).containsOnly(Verdict.OK);
        assertThat(line(lines, "version").detail()).startsWith("Kafka 4.");
    }

    @Test
    void whatAClusterCannotDoIsNamedWithTheWayOut() {
        // When
        List<DoctorLine> lines =
                FeatureChecks.check(Map.of("metadata.version", Short.MAX_VALUE, "transaction.version", (short) 1));

        // Then
        assertThat(line(lines, "version").detail()).startsWith("newer than Kafka");
        assertThat(line(lines, "share groups").verdict()).isEqualTo(Verdict.NOTE);
        assertThat(line(lines, "share groups").detail()).contains("--queue consumer");
        assertThat(line(lines, "transaction version").verdict()).isEqualTo(Verdict.NOTE);
        assertThat(line(FeatureChecks.check(Map.of()), "version").verdict()).isEqualTo(Verdict.NOTE);
    }

    @ParameterizedTest
    @CsvSource({
        "100,  105,   110,    0, OK,     as far as can be told",
        "5000, 4100,  5010, 900, OK,     900 ms ahead of",
        "5000, 8000,  5010, -2990, NOTE, 2990 ms behind",
        "9000, 1000,  9010, 8000, FAILED, --clock-skew",
    })
    void aClockIsJudgedByTheAppendTimeOfARecord(
            long before, long appended, long after, long skew, Verdict verdict, String detail) {
        // When
        long found = ClockCheck.skewMs(before, appended, after);

        // Then
        assertThat(found).isEqualTo(skew);
        assertThat(ClockCheck.judge(found).verdict()).isEqualTo(verdict);
        assertThat(ClockCheck.judge(found).detail()).contains(detail);
    }

    @Test
    void aRegistryWithoutOurSubjectsIsFit() {
        assertThat(ofRegistry()).extracting(DoctorLine::verdict).containsOnly(Verdict.OK);
    }

    @Test
    void aForeignSchemaUnderOurSubjectIsFound() {
        // Given
        registry.setGlobalLevel(CompatibilityLevel.FULL_TRANSITIVE);
        registry.register(
                "t.rollouts-value",
                SchemaBuilder.record("Other").fields().requiredString("x").endRecord(),
                false);

        // When
        DoctorLine line = line(ofRegistry(), "schemas");

        // Then
        assertThat(line.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(line.detail()).contains("t.rollouts-value does not take ours", "--prefix");
    }

    @Test
    void aLevelThatLetsForeignSchemasInIsSaid() {
        // Given
        registry.register("t.rollouts-value", Rollout.getClassSchema(), false);
        registry.setLevel("t.rollouts-value", CompatibilityLevel.BACKWARD);

        // When
        DoctorLine line = line(ofRegistry(), "compatibility level");

        // Then
        assertThat(line.verdict()).isEqualTo(Verdict.NOTE);
        assertThat(line.detail()).contains("t.rollouts-value");
    }
}
