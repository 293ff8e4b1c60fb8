package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code top} in a process of its own, on a terminal that the program {@code script} makes up. */
@Timeout(120)
class TopTerminalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String TAKEN = "\u001b[?1049h";
    private static final String GIVEN_BACK = "\u001b[?1049l";
    private static final char CTRL_C = 3;

    private static LocalStack stack;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void start() {
        assumeTrue(Files.isExecutable(SCRIPT), "no /usr/bin/script here, which makes a terminal");
        stack = LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "top.", 1));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void drawsAndGivesTheTerminalBackOnQ() throws Exception {
        // Given
        Path screen = folder.resolve("screen");
        Process top = top(screen, 80, 24);

        // When
        awaitScreen(screen, "aggregator groups ended");
        press(top, 'q');

        // Then
        assertThat(top.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(top.exitValue()).isZero();
        String shown = Files.readString(screen);
        assertThat(shown).contains("NEVER RUN");
        assertThat(shown.indexOf(TAKEN)).isNotNegative().isLessThan(shown.indexOf(GIVEN_BACK));
    }

    @Test
    void givesTheTerminalBackOnCtrlCToo() throws Exception {
        // Given
        Path screen = folder.resolve("screen");
        Process top = top(screen, 40, 10);

        // When
        awaitScreen(screen, "aggregator groups ended");
        press(top, CTRL_C);

        // Then
        assertThat(top.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(top.exitValue()).isZero();
        assertThat(Files.readString(screen)).contains(GIVEN_BACK).doesNotContain("NEVER RUN");
    }

    private static void press(Process top, char key) throws IOException {
        OutputStream keys = top.getOutputStream();
        keys.write(key);
        keys.flush();
    }

    private static void awaitScreen(Path screen, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(screen)).contains(text));
    }

    private static Process top(Path screen, int columns, int rows) throws IOException {
        List<String> command = Jvm.rollstream(List.of(), List.of(new StreamCli(stack, "top.").connected("top")));
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        String sized = "stty cols " + columns + " rows " + rows + "; exec " + line;
        ProcessBuilder builder =
                new ProcessBuilder(SCRIPT.toString(), "--quiet", "--return", "--command", sized, "/dev/null");
        builder.environment().put("TERM", "xterm-256color");
        return builder.redirectErrorStream(true)
                .redirectOutput(Files.createFile(screen).toFile())
                .start();
    }
}
