package dev.rollstream.avro.serde;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.SchemaText;
import dev.rollstream.avro.registry.SubjectVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Encodes records, with the schema id found once for each topic and schema. Safe for several threads. */
final class RecordEncoder {
    /** A buffer that grew beyond this is not kept. */
    private static final int KEPT_BUFFER_BYTES = 1 << 20;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private static final class Scratch {
        final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

        @Nullable
        BinaryEncoder encoder;
    }

    private record Use(String topic, boolean isKey, Schema schema) {}

    /** What a use of a schema writes: the id, and who writes the payload. */
    private record Target(int id, DatumWriter<SpecificRecord> writer) {}

    private final RegistryClient client;
    private final SerdeOptions options;
    private final ConcurrentMap<Use, Target> targets = new ConcurrentHashMap<>();

    RecordEncoder(RegistryClient client, SerdeOptions options) {
        this.client = client;
        this.options = options;
    }

    byte[] encode(String topic, boolean isKey, SpecificRecord record) {
        Use use = new Use(topic, isKey, record.getSchema());
        Target target = targets.get(use);
        if (target == null) {
            target = resolve(use, record.getClass());
            targets.put(use, target);
        }
        try {
            return write(target, record);
        } catch (IOException | RuntimeException e) {
            SCRATCH.remove(); // the encoder may hold half a record
            throw new SerializationException(
                    "record of type " + use.schema().getFullName() + " for topic " + topic
                            + " does not fit its schema: " + e.getMessage(),
                    e);
        }
    }

    private static byte[] write(Target target, SpecificRecord record) throws IOException {
        Scratch scratch = SCRATCH.get();
        ByteArrayOutputStream out = scratch.out;
        out.reset();
        int id = target.id();
        out.write(WireFormat.ID_MAGIC);
        out.write(id >>> 24);
        out.write(id >>> 16);
        out.write(id >>> 8);
        out.write(id);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, scratch.encoder);
        scratch.encoder = encoder;
        target.writer().write(record, encoder);
        encoder.flush();
        byte[] bytes = out.toByteArray();
        if (bytes.length > KEPT_BUFFER_BYTES) {
            SCRATCH.remove();
        }
        return bytes;
    }

    private Target resolve(Use use, Class<?> type) {
        String subject = use.topic() + (use.isKey() ? "-key" : "-value");
        Schema own = options.removeJavaProperties() ? SchemaText.withoutJavaProperties(use.schema()) : use.schema();
        SpecificData data = SpecificData.getForClass(type);
        DatumWriter<SpecificRecord> writer = new SpecificDatumWriter<>(use.schema(), data);
        if (options.autoRegister()) {
            return new Target(client.register(subject, own, options.normalize()), writer);
        }
        if (!options.useLatest()) {
            return new Target(client.lookup(subject, own, options.normalize()), writer);
        }
        SubjectVersion latest = client.latest(subject);
        if (latest.schema().equals(own)) {
            return new Target(latest.id(), writer);
        }
        if (options.latestStrict()) {
            requireReadable(latest, own);
        }
        return new Target(latest.id(), converting(writer, use.schema(), latest.schema()));
    }

    private static void requireReadable(SubjectVersion latest, Schema own) {
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), own);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new SerializationException("version " + latest.version() + " of subject " + latest.subject()
                    + " cannot represent records of " + own.getFullName() + ": " + compatibility.getDescription()
                    + "; register the record's schema, or set latest.compatibility.strict=false");
        }
    }

    /** Writes with another schema than the class's own: fields are matched by name, by way of Avro's resolution. */
    private static DatumWriter<SpecificRecord> converting(
            DatumWriter<SpecificRecord> writer, Schema own, Schema latest) {
        GenericDatumReader<Object> reader = new GenericDatumReader<>(own, latest);
        GenericDatumWriter<Object> latestWriter = new GenericDatumWriter<>(latest);
        return new DatumWriter<>() {
            @Override
            public void setSchema(Schema schema) {
                throw new AvroRuntimeException("the schema of this writer is fixed");
            }

            @Override
            public void write(SpecificRecord record, org.apache.avro.io.Encoder out) throws IOException {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
                writer.write(record, encoder);
                encoder.flush();
                latestWriter.write(
                        reader.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)), out);
            }
        };
    }
}
