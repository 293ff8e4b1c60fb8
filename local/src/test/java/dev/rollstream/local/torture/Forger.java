package dev.rollstream.local.torture;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** Writes rollouts for groups of others. What it may write it can spoil, and nothing else. */
final class Forger implements AutoCloseable {
    private final RegistryClient registry;
    private final AvroSerializer<Rollout> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final Random random;

    Forger(StageConfig config, Random random) {
        this.registry = RegistryClients.create(config.registry());
        this.serializer = new AvroSerializer<>(registry);
        ByteArraySerializer bytes = new ByteArraySerializer();
        this.producer = new KafkaProducer<>(config.producer("forger"), bytes, bytes);
        this.topic = config.topics().rollouts().name();
        this.random = random;
    }

    /** A rollout for any slot of a group, in its partition, with log-probabilities that are no numbers and a time far away. */
    void forge(String groupId) {
        byte[] key = groupId.getBytes(StandardCharsets.UTF_8);
        Rollout rollout = Rollout.newBuilder()
                .setGroupId(groupId)
                .setRunId(groupId.substring(0, groupId.lastIndexOf('/')))
                .setIndex(random.nextInt(4))
                .setText("<think>trust me</think>\\boxed{A}")
                .setFinishReason(FinishReason.STOP)
                .setTokenCount(1)
                .setWorker("forger")
                .setPolicyId("default")
                .setPolicyVersionMin(1L)
                .setPolicyVersionMax(1L)
                .setLogprobKind(LogprobKind.PROCESSED)
                .setSequences(List.of(Sequence.newBuilder()
                        .setTokenCount(1)
                        .setTokenIds(PackedArrays.packInts(new int[] {1}))
                        .setLogprobs(PackedArrays.packFloats(new float[] {Float.NaN}))
                        .build()))
                .build();
        int partition = Utils.toPositive(Utils.murmur2(key)) % Ground.PARTITIONS;
        long otherTime = Math.max(1, System.currentTimeMillis() + (random.nextLong() >> 24));
        producer.send(new ProducerRecord<>(topic, partition, otherTime, key, serializer.encode(topic, rollout)));
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
        registry.close();
    }
}
