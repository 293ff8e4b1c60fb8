package dev.rollstream.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRegistryTest {
    private static final Schema A = schema("{'name':'id','type':'string'}");
    private static final Schema A_B_OPTIONAL =
            schema("{'name':'id','type':'string'},{'name':'b','type':'int','default':0}");
    private static final Schema A_C_OPTIONAL =
            schema("{'name':'id','type':'string'},{'name':'b','type':'string','default':''}");

    /** What each level lets follow A: a required field more, the optional id dropped, an optional field more. */
    @ParameterizedTest
    @CsvSource({
        "NONE, true, true, true",
        "BACKWARD, false, true, true",
        "BACKWARD_TRANSITIVE, false, true, true",
        "FORWARD, true, false, true",
        "FORWARD_TRANSITIVE, true, false, true",
        "FULL, false, false, true",
        "FULL_TRANSITIVE, false, false, true",
    })
    void eachLevelAllowsItsChanges(
            CompatibilityLevel level, boolean addRequired, boolean dropRequired, boolean addOptional) {
        // Given
        Schema required = schema("{'name':'id','type':'string'},{'name':'r','type':'int'}");
        Schema empty = schema("");

        // When / Then
        assertThat(level.incompatibilities(required, List.of(A)).isEmpty()).isEqualTo(addRequired);
        assertThat(level.incompatibilities(empty, List.of(A)).isEmpty()).isEqualTo(dropRequired);
        assertThat(level.incompatibilities(A_B_OPTIONAL, List.of(A)).isEmpty()).isEqualTo(addOptional);
    }

    /** b: int, then gone, then string again. Only a transitive level looks back far enough. */
    @ParameterizedTest
    @CsvSource({
        "BACKWARD, true", "BACKWARD_TRANSITIVE, false",
        "FORWARD, true", "FORWARD_TRANSITIVE, false",
        "FULL, true", "FULL_TRANSITIVE, false",
    })
    void transitiveLevelsLookAtEveryVersion(CompatibilityLevel level, boolean allowed) {
        // When
        List<String> problems = level.incompatibilities(A_C_OPTIONAL, List.of(A_B_OPTIONAL, A));

        // Then
        assertThat(problems.isEmpty()).isEqualTo(allowed);
    }

    @Test
    void aSubjectHasNoLevelOfItsOwnUnlessItIsSet() {
        // Given
        LocalRegistry registry = LocalRegistry.inMemory();

        // When
        registry.setGlobalLevel(CompatibilityLevel.FULL);
        registry.setLevel("own", CompatibilityLevel.NONE);

        // Then
        assertThat(registry.level("other")).isEmpty();
        assertThat(registry.effectiveLevel("other")).isEqualTo(CompatibilityLevel.FULL);
        assertThat(registry.level("own")).contains(CompatibilityLevel.NONE);
    }

    @Test
    void normalFormIgnoresTheOrderOfProperties() {
        // Given
        LocalRegistry registry = LocalRegistry.inMemory();
        Schema one = schema("{'name':'id','type':{'type':'string','p':'1','q':'2'}}");
        Schema two = schema("{'name':'id','type':{'type':'string','q':'2','p':'1'}}");

        // When
        int id = registry.register("s", one, true);

        // Then
        assertThat(registry.register("s", two, true)).isEqualTo(id);
        assertThat(registry.lookup("s", two, true)).isEqualTo(id);
        assertThatThrownBy(() -> registry.lookup("s", two, false)).isInstanceOf(RegistryException.class);
    }

    @Test
    void aFailedAppendChangesNothing() {
        // Given
        FlakyStore store = new FlakyStore();
        LocalRegistry registry = new LocalRegistry(store, "flaky");
        store.failNext = Failure.BEFORE;

        // When
        var failed = assertThatThrownBy(() -> registry.register("s", A, false));

        // Then
        failed.isInstanceOf(RegistryUnavailableException.class);
        assertThat(registry.subjects()).isEmpty();
        assertThat(registry.register("s", A, false)).isEqualTo(1);
    }

    @Test
    void anAppendThatFailedAfterItWasStoredIsFoundAtTheNextWrite() {
        // Given
        FlakyStore store = new FlakyStore();
        LocalRegistry registry = new LocalRegistry(store, "flaky");
        store.failNext = Failure.AFTER;
        assertThatThrownBy(() -> registry.register("s", A, false)).isInstanceOf(RegistryUnavailableException.class);

        // When
        int id = registry.register("t", A_B_OPTIONAL, false);

        // Then
        assertThat(id).isEqualTo(2);
        assertThat(registry.latest("s")).isEqualTo(new SubjectVersion("s", 1, 1, A));
    }

    @Test
    void goesOnFromWhatTheStoreHolds() {
        // Given
        FlakyStore store = new FlakyStore();
        LocalRegistry before = new LocalRegistry(store, "one life");
        before.setGlobalLevel(CompatibilityLevel.FULL);
        before.setLevel("s", CompatibilityLevel.NONE);
        int id = before.register("s", A, false);

        // When
        LocalRegistry after = new LocalRegistry(store, "another life");

        // Then
        assertThat(after.schemaById(id)).isEqualTo(A);
        assertThat(after.schemaByGuid(SchemaText.guid(A))).isEqualTo(A);
        assertThat(after.globalLevel()).isEqualTo(CompatibilityLevel.FULL);
        assertThat(after.level("s")).contains(CompatibilityLevel.NONE);
        assertThat(after.register("s", A_B_OPTIONAL, false)).isEqualTo(id + 1);
    }

    @Test
    void registersJavaSchemasWithoutJavasOwnProperties() {
        // Given
        Schema generated = schema("{'name':'id','type':{'type':'string','avro.java.string':'String'},'doc':'kept'}");

        // When
        Schema plain = SchemaText.withoutJavaProperties(generated);

        // Then
        assertThat(plain.toString()).doesNotContain("avro.java").contains("kept");
        assertThat(plain.getField("id").schema())
                .isEqualTo(SchemaBuilder.builder().stringType());
    }

    private static Schema schema(String fields) {
        return SchemaText.parse(
                "{'type':'record','name':'R','fields':[".replace('\'', '"') + fields.replace('\'', '"') + "]}");
    }

    private enum Failure {
        NONE,
        BEFORE,
        AFTER
    }

    private static final class FlakyStore implements SchemaStore {
        private final List<StoredEntry> entries = new ArrayList<>();
        private Failure failNext = Failure.NONE;

        @Override
        public List<StoredEntry> load() {
            return List.copyOf(entries);
        }

        @Override
        public void append(StoredEntry entry) {
            Failure failure = failNext;
            failNext = Failure.NONE;
            if (failure != Failure.BEFORE) {
                entries.add(entry);
            }
            if (failure != Failure.NONE) {
                throw new RegistryUnavailableException(List.of("store"), "flaky", null);
            }
        }

        @Override
        public void close() {}
    }
}
