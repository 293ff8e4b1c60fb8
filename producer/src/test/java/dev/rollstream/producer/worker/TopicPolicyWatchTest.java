package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a record is not null bytes
class TopicPolicyWatchTest {
    private static final String TOPIC = "t.policies";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final RegistryClient registry = new LocalRegistry(new MemoryStore(), "test registry");
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final AtomicLong nowMs = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<PolicyVersion> heard = new CopyOnWriteArrayList<>();
    private final TopicPolicyWatch watch = new TopicPolicyWatch(
            consumer, new AvroDeserializer<>(PolicyVersion.class, registry), "main", nowMs::get, closing, heard::add);

    @BeforeEach
    void topic() {
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    private void add(long offset, String policy, long version) {
        PolicyVersion value = PolicyVersion.newBuilder()
                .setPolicyId(policy)
                .setVersion(version)
                .build();
        add(offset, policy, new AvroSerializer<PolicyVersion>(registry).serialize(TOPIC, value));
    }

    private void add(long offset, String policy, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, policy.getBytes(StandardCharsets.UTF_8), value));
    }

    @Test
    void knowsTheNewestVersionOfItsPolicyAfterCatchingUp() throws Exception {
        // Given
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));
        consumer.schedulePollTask(() -> {
            add(0, "main", 1);
            add(1, "main", 3);
            add(2, "other", 9);
            add(3, "main", new byte[] {1});
            add(4, "main", 2);
        });

        // When
        watch.catchUp(TOPIC);

        // Then
        assertThat(watch.newest()).map(PolicyVersion::getVersion).hasValue(3L);
        assertThat(watch.await(3, 0)).isTrue();
        assertThat(watch.await(4, 0)).isFalse();
        assertThat(heard).extracting(PolicyVersion::getVersion).containsExactly(3L);
    }

    @Test
    void wakesWhoWaitsForAVersion() throws Exception {
        // Given
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        watch.catchUp(TOPIC);
        consumer.schedulePollTask(() -> add(0, "main", 8));
        Thread thread = new Thread(watch, "watch-test");

        // When
        thread.start();
        boolean there = watch.await(8, Long.MAX_VALUE);

        // Then
        assertThat(there).isTrue();
        closing.countDown();
        thread.join(10_000);
        assertThat(consumer.closed()).isTrue();
        assertThat(heard).extracting(PolicyVersion::getVersion).containsExactly(8L);
    }
}
