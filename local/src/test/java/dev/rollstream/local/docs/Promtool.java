package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus' own checker. Tests that need it skip where it is missing. */
final class Promtool {
    private static final String NAME = "promtool";

    private Promtool() {}

    /** Runs it; fails with its output unless it succeeds. */
    static void mustAccept(List<String> arguments) throws IOException, InterruptedException {
        assumeTrue(
                isThere(),
                "promtool is not installed, so Prometheus did not check alert rules and queries (Debian: apt install prometheus)");
        List<String> command =
                Stream.concat(Stream.of(NAME), arguments.stream()).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean isThere() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, NAME)));
    }
}
