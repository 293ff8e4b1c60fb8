package dev.rollstream.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.topics.CheckLine;
import dev.rollstream.local.topics.TopicChecks;
import dev.rollstream.local.topics.TopicsAdmin;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalStackTest {
    @Test
    void topicsPassTheirOwnChecks() {
        try (LocalStack stack = LocalStack.start(options(LocalKafkaOptions.temporary(), 0));
                TopicsAdmin admin = new TopicsAdmin(stack.config())) {
            // When
            var lines = TopicChecks.check(stack.config().topics(), admin.view());

            // Then
            assertThat(lines).isNotEmpty().noneMatch(CheckLine::isViolation);
        }
    }

    @Test
    void schemasSurviveARestartOfTheRegistryAndOfTheWholeStack(@TempDir Path directory) {
        LocalKafkaOptions kept = LocalKafkaOptions.temporary().keptIn(directory.resolve("data"));
        int id;
        try (LocalStack stack = LocalStack.start(options(kept, 0))) {
            // Given
            id = register(stack);

            // When
            stack.stopRegistry();
            stack.startRegistry();

            // Then
            assertThat(register(stack)).isEqualTo(id);
        }

        // When
        try (LocalStack stack = LocalStack.start(options(kept, 0))) {

            // Then
            try (RegistryClient client = RegistryClients.create(stack.registryUrl())) {
                assertThat(client.subjects()).containsExactly("receipts-value");
                assertThat(client.schemaById(id)).isEqualTo(Receipt.getClassSchema());
            }
        }
    }

    @Test
    void takenRegistryPortIsNamedBeforeAnythingStarts() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // Given
            LocalStack.Options options = options(LocalKafkaOptions.temporary(), other.getLocalPort());

            // When Then
            assertThatThrownBy(() -> LocalStack.start(options))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("the schema registry")
                    .hasMessageContaining("port " + other.getLocalPort());
        }
    }

    private static int register(LocalStack stack) {
        try (RegistryClient client = RegistryClients.create(stack.registryUrl())) {
            return client.register("receipts-value", Receipt.getClassSchema(), false);
        }
    }

    private static LocalStack.Options options(LocalKafkaOptions kafka, int registryPort) {
        return new LocalStack.Options(kafka, registryPort, "test.", 2);
    }
}
