package dev.rollstream.avro.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private static final String TOPIC = "rollouts";
    private static final Rollout ROLLOUT = Rollout.newBuilder()
            .setGroupId("run/1")
            .setRunId("run")
            .setIndex(0)
            .setText("text")
            .setSequences(List.of(Sequence.newBuilder()
                    .setTokenCount(3)
                    .setTokenIds(PackedArrays.packInts(new int[] {5, 6, 7}))
                    .build()))
            .build();

    private final RegistryClient registry = LocalRegistry.inMemory();
    private final AvroDeserializer<Rollout> viewing = AvroDeserializer.viewing(Rollout.class, registry);

    private Rollout read(byte[] bytes) {
        return viewing.deserialize(TOPIC, new RecordHeaders(), ByteBuffer.wrap(bytes));
    }

    private static ByteBuffer tokensOf(Rollout rollout) {
        return rollout.getSequences().get(0).getTokenIds();
    }

    @Test
    void byteArraysAreViewsOfTheBytes() {
        // Given
        byte[] bytes = new AvroSerializer<Rollout>(registry).encode(TOPIC, ROLLOUT);

        // When
        Rollout read = read(bytes);

        // Then
        assertThat(read).isEqualTo(ROLLOUT);
        assertThat(tokensOf(read).array()).isSameAs(bytes);
        assertThat(PackedArrays.unpackInts(tokensOf(read), 3)).containsExactly(5, 6, 7);
    }

    @Test
    void whatWasWrittenWithAnotherSchemaIsCopied() {
        // Given
        Schema own = Rollout.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>();
        own.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("later", Schema.create(Schema.Type.NULL)));
        Schema later = Schema.createRecord(own.getName(), own.getDoc(), own.getNamespace(), false, fields);
        byte[] valid = new AvroSerializer<Rollout>(registry).encode(TOPIC, ROLLOUT);
        byte[] datum = Arrays.copyOfRange(valid, 5, valid.length);
        byte[] bytes = Records.framed(registry.register("later-value", later, false), datum);

        // When
        Rollout read = read(bytes);

        // Then
        assertThat(read).isEqualTo(ROLLOUT);
        assertThat(tokensOf(read).array()).isNotSameAs(bytes);
    }
}
