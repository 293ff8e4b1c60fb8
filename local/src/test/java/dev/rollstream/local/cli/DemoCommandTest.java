package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person starts it, and as a person ends it: what it prints, what it writes, and what it leaves behind. */
@Timeout(120)
class DemoCommandTest {

    /** After Ctrl-C at a terminal. */
    private static final long GONE_WITHIN_S = 5;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** A demo in a process of its own, with a place for temporary files of its own. */
    private record DemoProcess(Process process, Path err, Path temporary) implements AutoCloseable {
        static DemoProcess start(Path folder, String... options) throws IOException {
            Path temporary = Files.createDirectory(folder.resolve("tmp"));
            List<String> arguments = new ArrayList<>(List.of("demo"));
            arguments.addAll(List.of(options));
            List<String> command = Jvm.rollstream(List.of("-Djava.io.tmpdir=" + temporary), arguments);
            Path err = folder.resolve("err");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(err.toFile())
                    .start();
            return new DemoProcess(process, err, temporary);
        }

        void awaitSaying(String words) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(err).content().contains(words));
        }

        /** SIGTERM, which takes the way of Ctrl-C; a build in the background may ignore SIGINT, and its children with it. */
        boolean endsSoonAfterTheSignal() throws InterruptedException {
            process.destroy();
            return process.waitFor(GONE_WITHIN_S, TimeUnit.SECONDS);
        }

        List<String> left() throws IOException {
            try (Stream<Path> files = Files.list(temporary)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith("rollstream-"))
                        .toList();
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void theScriptedDemoTellsItsResultAsJson() throws Exception {
        // Given
        Path page = folder.resolve("new/demo.html");

        // When
        Cli.Result result =
                Cli.run(("demo --engine scripted --steps 2 --batch 4 --group-size 4 --seed 5 --json - --report " + page)
                        .split(" "));

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("seed").asLong()).isEqualTo(5);
        assertThat(json.path("groups").path("COMPLETE").asInt()).isEqualTo(8);
        assertThat(json.path("groups")).hasSize(5);
        assertThat(json.path("rollouts").asInt()).isEqualTo(32);
        assertThat(json.path("rollouts_per_s").asDouble()).isPositive();
        assertThat(json.path("audit").path("ok").asBoolean()).isTrue();
        assertThat(json.path("audit").path("checks")).isNotEmpty();
        assertThat(json.has("accuracy")).isFalse();
        assertThat(result.err()).contains("audit passed", "curves: " + page);
        assertThat(page).content().contains("id=\"training\"", "</html>");
    }

    @Test
    void aStopWhileTheBrokerStartsLeavesNothingBehind() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder, "--engine", "scripted")) {
            // Given
            demo.awaitSaying("starting a Kafka broker");

            // When
            boolean gone = demo.endsSoonAfterTheSignal();

            // Then
            assertThat(gone).isTrue();
            assertThat(demo.err).content().doesNotContain("\tat ", "Error", "Exception", "orderly");
            assertThat(demo.left()).isEmpty();
        }
    }

    @Test
    void aStopWhileScenesAreDrawnLeavesNothingBehind() throws Exception {
        try (DemoProcess demo = DemoProcess.start(folder, "--report", "none")) {
            // Given
            demo.awaitSaying("cold start");

            // When
            boolean gone = demo.endsSoonAfterTheSignal();

            // Then
            assertThat(gone).isTrue();
            assertThat(demo.err).content().contains("stopped early").doesNotContain("\tat ", "orderly");
            assertThat(demo.left()).isEmpty();
        }
    }

    @Test
    void whatCannotBeWrittenIsSaidBeforeAnythingIsRun() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "mine");
        List<String> wrong = List.of(
                "demo --report " + file.resolve("demo.html"),
                "demo --engine scripted --report-png " + folder,
                "demo --engine scripted --report-metrics " + file.resolve("deep/demo.jsonl"),
                "demo --engine scripted --json " + file.resolve("demo.json"),
                "report --out " + file.resolve("report.html"));

        // When
        List<Cli.Result> results =
                wrong.stream().map(line -> Cli.run(line.split(" "))).toList();

        // Then
        assertThat(results).allSatisfy(result -> {
            assertThat(result.code()).as(result.err()).isEqualTo(Rollstream.FAILED);
            assertThat(result.err())
                    .startsWith("rollstream: cannot write " + folder)
                    .hasLineCount(1);
        });
        assertThat(file).hasContent("mine");
    }
}
