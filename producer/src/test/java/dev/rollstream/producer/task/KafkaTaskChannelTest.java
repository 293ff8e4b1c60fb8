package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.runtime.StageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a record that was written is not null
class KafkaTaskChannelTest {
    private static final Topics TOPICS = new Topics("t.");

    private final RegistryClient registry = TestCodecs.registry();
    private final TaskFactory factory = new TaskFactory(TaskProducerOptions.of(Run.named("run", OptionalLong.empty())));
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicLong nowNs = new AtomicLong();
    private final KafkaTaskChannel channel =
            new KafkaTaskChannel(TOPICS, factory, TestCodecs.of(registry), producer, follower(), nowNs::get);

    private StreamFollower follower() {
        return new StreamFollower(
                new MockConsumer<>("none"),
                partitions -> Map.of(),
                TestCodecs.of(registry),
                new StreamFollower.Subject(TOPICS, "run", Optional.empty()));
    }

    @BeforeEach
    void open() {
        producer.initTransactions();
    }

    private List<GroupDraft.Made> groups(int count) {
        return LongStream.range(0, count)
                .mapToObj(sequence -> (GroupDraft.Made)
                        factory.draft(sequence, TestSamples.sample(sequence, 5), OptionalLong.empty()))
                .toList();
    }

    @Test
    void writesTasksThenKeysThatPointAtThemInOneTransaction() {
        // When
        channel.write(groups(2));

        // Then
        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactly("t.tasks", "t.tasks", "t.answer-keys", "t.answer-keys");
        AvroDeserializer<AnswerKeyEvent> keys = new AvroDeserializer<>(AnswerKeyEvent.class, registry);
        for (int i = 0; i < 2; i++) {
            ProducerRecord<byte[], byte[]> key = producer.history().get(2 + i);
            AnswerKeyEvent event = keys.deserialize(key.topic(), key.value());
            assertThat(event.getAnswerKey().getTask().getOffset()).isEqualTo(i);
            assertThat(key.partition()).isEqualTo(event.getAnswerKey().getTask().getPartition());
            assertThat(key.key()).isEqualTo(producer.history().get(i).key());
        }
    }

    @Test
    void cancelsInATransactionOfItsOwn() {
        // When
        channel.cancel(new GroupId("run", 3), "enough");

        // Then
        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly("t.answer-keys");
    }

    @Test
    void aTakenOverRunIsTheEnd() {
        // Given
        producer.commitTransactionException = new ProducerFencedException("newer epoch");

        // When / Then
        assertThatThrownBy(() -> channel.write(groups(1)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("another task producer has taken over this run");
    }

    @Test
    void aTransactionThatTheBrokerEndedForItsAgeIsNotATakeover() {
        // Given
        List<GroupDraft.Made> groups = groups(1);
        producer.commitTransactionException = new InvalidProducerEpochException("bumped");
        KafkaTaskChannel slow = new KafkaTaskChannel(
                TOPICS,
                factory,
                TestCodecs.of(registry),
                producer,
                follower(),
                () -> nowNs.addAndGet(KafkaTaskChannel.TRANSACTION_TIMEOUT.toNanos()));

        // When / Then
        assertThatThrownBy(() -> slow.write(groups)).isInstanceOf(ChannelLostException.class);
    }

    @Test
    void aRecordThatNoTopicTakesIsTheEndWithAWayOut() {
        // Given
        producer.sendException = new RecordTooLargeException("17 MB");

        // When / Then
        assertThatThrownBy(() -> channel.write(groups(1)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("17 MB")
                .hasMessageContaining("max.message.bytes");
    }

    @Test
    void anythingElseLosesTheChannelAndAbortsWhatIsOpen() {
        // Given
        producer.commitTransactionException = new KafkaException("timed out");

        // When / Then
        assertThatThrownBy(() -> channel.write(groups(1))).isInstanceOf(ChannelLostException.class);
        channel.close();
        assertThat(producer.transactionAborted()).isTrue();
        assertThat(producer.closed()).isTrue();
    }
}
