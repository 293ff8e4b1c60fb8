package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class UpCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void servesUntilStopped() throws Exception {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        AtomicInteger code = new AtomicInteger(-1);
        Thread up =
                new Thread(() -> code.set(Rollstream.run(console, "up", "--kafka-port", "0", "--registry-port", "0")));
        up.start();
        await().atMost(PATIENCE)
                .until(() -> out.toString(StandardCharsets.UTF_8).contains("Ready."));

        // When
        Cli.Result check = Cli.run("topics", "check", "--bootstrap-servers", broker(out));
        up.interrupt();
        up.join(PATIENCE.toMillis());

        // Then
        assertThat(check.code()).as(check.out() + check.err()).isZero();
        assertThat(code).hasValue(Rollstream.OK);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("stopped");
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

    private static String broker(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Kafka broker"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }
}
