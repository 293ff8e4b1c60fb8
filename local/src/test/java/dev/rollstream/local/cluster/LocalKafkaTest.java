package dev.rollstream.local.cluster;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalKafkaTest {
    private static final String TOPIC = "letters";

    @Test
    void twoBrokersServeOneAfterTheOtherAndSideBySideInOneJvm() throws Exception {
        // Given
        try (LocalKafka first = LocalKafka.start(LocalKafkaOptions.temporary());
                LocalKafka second = LocalKafka.start(LocalKafkaOptions.temporary())) {
            createTopic(first);
            createTopic(second);

            // When
            send(first, "a");
            send(second, "b");

            // Then
            assertThat(readAll(first, 1)).containsExactly("a");
            assertThat(readAll(second, 1)).containsExactly("b");
        }
        try (LocalKafka third = LocalKafka.start(LocalKafkaOptions.temporary())) {
            createTopic(third);
            send(third, "c");
            assertThat(readAll(third, 1)).containsExactly("c");
        }
    }

    @Test
    void keptDataIsReadAfterRestartOnAnotherPort(@TempDir Path directory) throws Exception {
        // Given
        LocalKafkaOptions options = LocalKafkaOptions.temporary().keptIn(directory.resolve("broker"));
        int firstPort;
        try (LocalKafka kafka = LocalKafka.start(options)) {
            firstPort = kafka.port();
            createTopic(kafka);
            send(kafka, "kept");
        }

        // When
        try (LocalKafka kafka = LocalKafka.start(options)) {
            send(kafka, "new");

            // Then
            assertThat(readAll(kafka, 2)).containsExactly("kept", "new");
            assertThat(firstPort).isPositive();
        }
        assertThat(directory.resolve("broker")).isNotEmptyDirectory();
    }

    /** What happens to transactions of one broker alone that is fenced: KAFKA-20734. */
    @Test
    void isNotFencedForBeingBusy(@TempDir Path directory) {
        // Given
        LocalKafkaOptions temporary = LocalKafkaOptions.temporary();

        // When, Then
        assertThat(sessionMs(temporary))
                .isGreaterThanOrEqualTo(Duration.ofHours(1).toMillis());
        assertThat(sessionMs(temporary.keptIn(directory))).isBetween(10_000L, 30_000L);
        assertThat(sessionMs(temporary.with("broker.session.timeout.ms", "4000")))
                .isEqualTo(4_000);
    }

    private static long sessionMs(LocalKafkaOptions options) {
        return Long.parseLong(
                BrokerSettings.of(Path.of("data"), 9092, 9093, options).get("broker.session.timeout.ms"));
    }

    @Test
    void temporaryDataIsGoneAfterClose() {
        // Given
        LocalKafka kafka = LocalKafka.start(LocalKafkaOptions.temporary());
        Path directory = kafka.directory();
        assertThat(directory).isNotEmptyDirectory();

        // When
        kafka.close();
        kafka.close();

        // Then
        assertThat(directory).doesNotExist();
    }

    @Test
    void shareGroupReadsFromTheStartAndOnlyWhatIsCommitted() throws Exception {
        try (LocalKafka kafka = LocalKafka.start(LocalKafkaOptions.temporary())) {
            // Given
            createTopic(kafka);
            readFromStartAndCommittedOnly(kafka, "workers");
            try (KafkaProducer<String, String> producer = transactional(kafka)) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(TOPIC, "k", "aborted")).get();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(TOPIC, "k", "committed"));
                producer.commitTransaction();
            }

            // When
            List<String> seen = new ArrayList<>();
            try (KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "workers"),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                consumer.subscribe(List.of(TOPIC));
                await().atMost(PATIENCE).until(() -> {
                    consumer.poll(Duration.ofMillis(100)).forEach(each -> seen.add(each.value()));
                    return !seen.isEmpty();
                });
            }

            // Then
            assertThat(seen).containsExactly("committed");
        }
    }

    @Test
    void takesRecordsOfMoreThanTenMegabytes() throws Exception {
        try (LocalKafka kafka = LocalKafka.start(LocalKafkaOptions.temporary())) {
            // Given
            createTopic(kafka);
            byte[] large = new byte[12 * 1024 * 1024];

            // When
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", 16 * 1024 * 1024),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(TOPIC, large)).get();
            }

            // Then
            assertThat(readAllBytes(kafka, 1)).singleElement().satisfies(value -> assertThat(value)
                    .hasSameSizeAs(large));
        }
    }

    @Test
    void takenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // Given
            LocalKafkaOptions options = LocalKafkaOptions.temporary().onPort(other.getLocalPort());

            // When Then
            assertThatThrownBy(() -> LocalKafka.start(options))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("port " + other.getLocalPort());
        }
    }

    @Test
    void foreignFolderIsRefusedAndLeftAlone(@TempDir Path directory) throws IOException {
        // Given
        Path photograph = Files.writeString(directory.resolve("holiday.jpg"), "not ours");

        // When Then
        assertThatThrownBy(() -> LocalKafka.start(LocalKafkaOptions.temporary().keptIn(directory)))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("not a rollstream data folder")
                .hasMessageContaining("holiday.jpg");
        assertThat(photograph).hasContent("not ours");
        assertThat(directory.resolve("meta.properties")).doesNotExist();
    }

    @Test
    void halfFormattedFolderIsRefused(@TempDir Path directory) throws IOException {
        // Given
        Files.writeString(directory.resolve("rollstream-broker.unfinished"), "cluster.id=x\n");

        // When Then
        assertThatThrownBy(() -> LocalKafka.start(LocalKafkaOptions.temporary().keptIn(directory)))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("half-formatted")
                .hasMessageContaining("delete it");
    }

    @Test
    void damagedFolderIsRefused(@TempDir Path directory) throws IOException {
        // Given
        LocalKafkaOptions options = LocalKafkaOptions.temporary().keptIn(directory);
        LocalKafka.start(options).close();
        Files.delete(directory.resolve("meta.properties"));

        // When Then
        assertThatThrownBy(() -> LocalKafka.start(options))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("meta.properties");
    }

    @Test
    void folderInUseIsRefused(@TempDir Path directory) {
        // Given
        LocalKafkaOptions options = LocalKafkaOptions.temporary().keptIn(directory);
        try (LocalKafka running = LocalKafka.start(options)) {

            // When Then
            assertThatThrownBy(() -> LocalKafka.start(options))
                    .isInstanceOf(LocalClusterException.class)
                    .hasMessageContaining("in use by another rollstream");
            assertThat(running.failure()).isEmpty();
        }
    }

    @Test
    void kafkasWishToEndTheProcessBecomesAFailureOfTheBroker() {
        try (LocalKafka kafka = LocalKafka.start(LocalKafkaOptions.temporary())) {
            // When
            assertThatThrownBy(() -> Exit.exit(1, "log directory failed"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("log directory failed");

            // Then
            assertThat(kafka.failure()).contains("log directory failed");
        }
    }

    @Test
    void portsOutsideTheRangeAreRefused() {
        assertThatThrownBy(() -> LocalKafkaOptions.temporary().onPort(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
    }

    private static void createTopic(LocalKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void readFromStartAndCommittedOnly(LocalKafka kafka, String group) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        List<AlterConfigOp> settings = List.of(
                new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET),
                new AlterConfigOp(
                        new ConfigEntry("share.isolation.level", "read_committed"), AlterConfigOp.OpType.SET));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, settings)).all().get();
        }
    }

    private static KafkaProducer<String, String> transactional(LocalKafka kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "writer"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void send(LocalKafka kafka, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static List<String> readAll(LocalKafka kafka, int count) {
        return readAllBytes(kafka, count).stream()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> readAllBytes(LocalKafka kafka, int count) {
        List<byte[]> values = new ArrayList<>();
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(PATIENCE).until(() -> {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    values.add(each.value());
                }
                return values.size() >= count;
            });
        }
        return values;
    }
}
