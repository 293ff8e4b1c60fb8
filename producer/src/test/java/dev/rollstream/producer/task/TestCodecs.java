package dev.rollstream.producer.task;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;

/** Codecs over a registry in memory. */
final class TestCodecs {
    private TestCodecs() {}

    static RegistryClient registry() {
        return new LocalRegistry(new MemoryStore(), "test registry");
    }

    static TaskCodecs of(RegistryClient registry) {
        return new TaskCodecs(
                new AvroSerializer<>(registry),
                new AvroSerializer<>(registry),
                new AvroDeserializer<>(AdvantageGroup.class, registry),
                new AvroDeserializer<>(Progress.class, registry),
                new AvroDeserializer<>(Receipt.class, registry));
    }
}
