package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class UpCommandTest {

    @Test
    void servesUntilStopped() throws Exception {
        // Given
        BackgroundCli up = BackgroundCli.start("up", "--kafka-port", "0", "--registry-port", "0");
        await().atMost(PATIENCE).until(() -> up.out().contains("Ready."));

        // When
        Cli.Result check = Cli.run("topics", "check", "--bootstrap-servers", broker(up.out()));
        up.interrupt();

        // Then
        assertThat(up.awaitCode(PATIENCE)).isEqualTo(Rollstream.OK);
        assertThat(check.code()).as(check.out() + check.err()).isZero();
        assertThat(up.err()).contains("stopped");
    }

    @Test
    void takenPortsAreNamedWithTheOption() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // Given
            String port = Integer.toString(other.getLocalPort());

            // When
            Cli.Result broker = Cli.run("up", "--kafka-port", port, "--registry-port", "0");
            Cli.Result registry = Cli.run("up", "--kafka-port", "0", "--registry-port", port);

            // Then
            assertThat(broker.code()).isEqualTo(Rollstream.FAILED);
            assertThat(broker.err()).contains("port " + port, "--kafka-port");
            assertThat(registry.code()).isEqualTo(Rollstream.FAILED);
            assertThat(registry.err()).contains("port " + port, "--registry-port");
        }
    }

    @Test
    void foreignDataFolderIsRefused(@TempDir Path directory) throws Exception {
        // Given
        Files.writeString(directory.resolve("thesis.tex"), "mine");

        // When
        Cli.Result result =
                Cli.run("up", "--kafka-port", "0", "--registry-port", "0", "--data-dir", directory.toString());

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.err()).contains(directory.toString(), "thesis.tex");
    }

    private static String broker(String out) {
        return out.lines()
                .filter(line -> line.startsWith("Kafka broker"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }
}
