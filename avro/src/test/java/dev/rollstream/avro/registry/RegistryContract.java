package dev.rollstream.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.avro.serde.UndecodableRecordException.Reason;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every registry does that the serdes and the client rely on. Each test uses subjects of its own. */
abstract class RegistryContract {
    private static final Schema V1 = SchemaBuilder.record("Sample")
            .namespace("contract")
            .fields()
            .requiredString("id")
            .endRecord();
    private static final Schema V2_OPTIONAL = SchemaBuilder.record("Sample")
            .namespace("contract")
            .fields()
            .requiredString("id")
            .optionalLong("at")
            .endRecord();
    private static final Schema V2_REQUIRED = SchemaBuilder.record("Sample")
            .namespace("contract")
            .fields()
            .requiredString("id")
            .requiredLong("at")
            .endRecord();

    private RegistryClient client;
    private String subject;

    /** Where the registry under test answers. */
    abstract String url();

    @BeforeEach
    void freshSubject() {
        client = newClient();
        client.setGlobalLevel(CompatibilityLevel.BACKWARD);
        subject = "contract." + UUID.randomUUID() + "-value";
    }

    @Test
    void givesBackBySchemaIdWhatWasRegistered() {
        // When
        int id = client.register(subject, V1, false);

        // Then
        assertThat(otherClient().schemaById(id)).isEqualTo(V1);
    }

    @Test
    void registeringAgainGivesTheSameIdAndNoNewVersion() {
        // Given
        int id = client.register(subject, V1, false);

        // When
        int again = otherClient().register(subject, V1, false);

        // Then
        assertThat(again).isEqualTo(id);
        assertThat(client.versions(subject)).containsExactly(1);
    }

    @Test
    void theSameSchemaHasOneIdUnderEverySubject() {
        // Given
        int id = client.register(subject, V1, false);

        // When
        int other = client.register(subject.replace("-value", "-key"), V1, false);

        // Then
        assertThat(other).isEqualTo(id);
    }

    @Test
    void aCompatibleSchemaBecomesTheLatestVersion() {
        // Given
        client.setLevel(subject, CompatibilityLevel.FULL_TRANSITIVE);
        client.register(subject, V1, false);

        // When
        int id = client.register(subject, V2_OPTIONAL, false);

        // Then
        assertThat(client.latest(subject)).isEqualTo(new SubjectVersion(subject, 2, id, V2_OPTIONAL));
        assertThat(client.versions(subject)).containsExactly(1, 2);
    }

    @Test
    void anIncompatibleSchemaIsRefusedWith409() {
        // Given
        client.setLevel(subject, CompatibilityLevel.BACKWARD);
        client.register(subject, V1, false);

        // When
        var refused = assertThatThrownBy(() -> client.register(subject, V2_REQUIRED, false));

        // Then
        refused.isInstanceOfSatisfying(
                RegistryException.class, e -> assertThat(e.httpStatus()).isEqualTo(409));
    }

    @Test
    void findsARegisteredSchemaWithoutRegistering() {
        // Given
        int id = client.register(subject, V1, false);

        // When
        int found = otherClient().lookup(subject, V1, false);

        // Then
        assertThat(found).isEqualTo(id);
    }

    @Test
    void lookupNamesWhatIsMissing() {
        // Given
        client.register(subject, V1, false);

        // When
        var noSchema = assertThatThrownBy(() -> client.lookup(subject, V2_OPTIONAL, false));
        var noSubject = assertThatThrownBy(() -> client.lookup("contract.absent-value", V1, false));

        // Then
        noSchema.isInstanceOfSatisfying(
                RegistryException.class, e -> assertThat(e.errorCode()).isEqualTo(RegistryException.SCHEMA_NOT_FOUND));
        noSubject.isInstanceOfSatisfying(
                RegistryException.class, e -> assertThat(e.httpStatus()).isEqualTo(404));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 987_654, Integer.MAX_VALUE})
    void anUnknownIdIsA40403(int id) {
        // When
        var refused = assertThatThrownBy(() -> client.schemaById(id));

        // Then
        refused.isInstanceOfSatisfying(
                RegistryException.class, e -> assertThat(e.errorCode()).isEqualTo(RegistryException.SCHEMA_NOT_FOUND));
    }

    @Test
    void aRecordOfAnUnknownIdIsUndecodableAndNotAnOutage() {
        // Given
        ByteBuffer bytes = ByteBuffer.allocate(6).put((byte) 0).putInt(-7).put((byte) 0);
        AvroDeserializer<Rollout> deserializer = new AvroDeserializer<>(Rollout.class, client);

        // When
        var refused = assertThatThrownBy(() -> deserializer.deserialize("t", bytes.array()));

        // Then
        refused.isInstanceOfSatisfying(
                UndecodableRecordException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA));
    }

    @Test
    void latestOfAnAbsentSubjectIsA404() {
        // When
        var refused = assertThatThrownBy(() -> client.latest("contract.absent-value"));

        // Then
        refused.isInstanceOfSatisfying(
                RegistryException.class, e -> assertThat(e.httpStatus()).isEqualTo(404));
    }

    @Test
    void listsSubjects() {
        // When
        client.register(subject, V1, false);

        // Then
        assertThat(client.subjects()).contains(subject);
    }

    @Test
    void subjectsMayHaveNamesThatNeedEncoding() {
        // Given
        String odd = "contract " + UUID.randomUUID() + " ü%+&?#-value";

        // When
        int id = client.register(odd, V1, false);

        // Then
        assertThat(client.latest(odd).id()).isEqualTo(id);
        assertThat(client.subjects()).contains(odd);
    }

    @ParameterizedTest
    @EnumSource(CompatibilityLevel.class)
    void everyLevelCanBeSetAndRead(CompatibilityLevel level) {
        // When
        client.register(subject, V1, false);
        client.setLevel(subject, level);
        client.setGlobalLevel(level);

        // Then
        assertThat(client.level(subject)).contains(level);
        assertThat(client.globalLevel()).isEqualTo(level);
    }

    @Test
    void compatibilityIsAnsweredBeforeRegistration() {
        // Given
        client.register(subject, V1, false);
        client.setLevel(subject, CompatibilityLevel.BACKWARD);

        // When / Then
        assertThat(client.incompatibilities(subject, V2_OPTIONAL)).isEmpty();
        assertThat(client.incompatibilities(subject, V2_REQUIRED)).isNotEmpty();
        assertThat(client.versions(subject)).containsExactly(1);
    }

    @Test
    void recordsTravelByWayOfTheRegistry() {
        // Given
        String topic = subject.substring(0, subject.length() - "-value".length());
        Rollout rollout = Rollout.newBuilder()
                .setGroupId("run/1")
                .setRunId("run")
                .setIndex(3)
                .setText("ünïcode")
                .build();

        // When
        byte[] bytes = new AvroSerializer<Rollout>(client).serialize(topic, rollout);
        Rollout read = new AvroDeserializer<>(Rollout.class, otherClient()).deserialize(topic, bytes);

        // Then
        assertThat(read).isEqualTo(rollout);
        assertThat(ByteBuffer.wrap(bytes).getInt(1))
                .isEqualTo(client.latest(subject).id());
    }

    private RegistryClient otherClient() {
        return newClient();
    }

    /** Patient enough for a registry that starts up on a busy machine. */
    private RegistryClient newClient() {
        return RegistryClients.create(Map.of(
                RegistryConfig.URL,
                url(),
                "missing.id.cache.ttl.ms",
                "0",
                "http.read.timeout.ms",
                "20000",
                "http.call.timeout.ms",
                "60000"));
    }
}
