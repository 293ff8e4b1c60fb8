package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against llama.cpp itself, with a tiny model that is made on the spot; skipped where it is not installed. */
@Timeout(120)
class LlamaCppServerTest extends EngineTest {
    private static final String PYTHON =
            Optional.ofNullable(System.getenv("ROLLSTREAM_TEST_PYTHON")).orElse("python3");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void requireLlamaCpp() throws Exception {
        assumeTrue(
                isInstalled(),
                "llama.cpp is not there: " + PYTHON
                        + " lacks the packages xllamacpp and gguf; name another one with ROLLSTREAM_TEST_PYTHON");
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(PYTHON, "-c", "import xllamacpp, gguf")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A running server; its end is the end of its standard input. */
    private record LlamaCpp(Process process, URI address) implements AutoCloseable {
        @Override
        public void close() {
            try {
                process.getOutputStream().close();
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private LlamaCpp serve(int bytes) throws IOException {
        Path script = folder.resolve("server.py");
        try (InputStream resource =
                Objects.requireNonNull(LlamaCppServerTest.class.getResourceAsStream("/openai/tiny_llama_server.py"))) {
            Files.copy(resource, script);
        }
        Process process = new ProcessBuilder(
                        PYTHON, script.toString(), folder.resolve("tiny.gguf").toString(), Integer.toString(bytes))
                .redirectError(folder.resolve("log").toFile())
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String said = "listening on ";
        String line = output.readLine();
        while (line != null && !line.startsWith(said)) {
            line = output.readLine();
        }
        assertThat(line).as(Files.readString(folder.resolve("log"))).isNotNull();
        return new LlamaCpp(process, URI.create(Objects.requireNonNull(line).substring(said.length())));
    }

    private static Task.Builder shortTask(int members) {
        return task(members)
                .setSampling(SamplingParameters.newBuilder()
                        .setTemperature(1.0)
                        .setTopP(1.0)
                        .setTopK(0)
                        .setMinP(0.0)
                        .setMaxTokens(24)
                        .setSeed(7L)
                        .build());
    }

    private List<MemberResult> complete(LlamaCpp llama, Task task) throws Exception {
        try (OpenAiEngine engine = engine(settings(ServerFlavor.LLAMACPP, List.of(llama.address())))) {
            engine.probe();
            return generate(engine, request(task));
        }
    }

    @Test
    void everyMemberComesWithItsOwnTokensAndTheirLogProbabilities() throws Exception {
        try (LlamaCpp llama = serve(128)) {
            // When
            List<MemberResult> members = complete(llama, shortTask(6).build());

            // Then
            assertThat(members).hasSize(6).allSatisfy(member -> {
                Tokens tokens = ((Completed) member).sampled().sequences().get(0);
                assertThat(tokens.ids()).hasSizeBetween(1, 24);
                assertThat(tokens.logprobs()).hasSameSizeAs(tokens.ids());
                assertThat(tokens.prompt().length().getAsInt()).isGreaterThan(10);
            });
            assertThat(members)
                    .extracting(member -> ((Completed) member).text())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void tokensThatAreReportedTogetherAreNotTakenForTokens() throws Exception {
        try (LlamaCpp llama = serve(256)) {
            // When
            List<MemberResult> members = complete(llama, shortTask(6).build());

            // Then
            assertThat(members).hasSize(6).hasOnlyElementsOfType(Completed.class);
            assertThat(members)
                    .extracting(member -> ((Completed) member).sampled())
                    .anySatisfy(sampled -> assertThat(sampled.sequences()).isEmpty())
                    .allSatisfy(sampled -> assertThat(sampled.count()).isPresent());
        }
    }

    @Test
    void aPictureThatTheModelCannotSeeFailsTheMember() throws Exception {
        try (LlamaCpp llama = serve(128)) {
            // Given
            Task task = shortTask(1)
                    .setPrompt("<image>What is it?")
                    .setImages(List.of(image("a")))
                    .build();

            // When
            List<MemberResult> members = complete(llama, task);

            // Then
            assertThat(members).singleElement().isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                            failed.error())
                    .contains("HTTP", "image"));
        }
    }
}
