package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Image;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.local.python.PythonEnvironment;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import dev.rollstream.producer.worker.openai.OpenAiEngine;
import dev.rollstream.producer.worker.openai.OpenAiSettings;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Dialect;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Traffic;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import dev.rollstream.producer.worker.openai.ServerFlavor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against llama.cpp itself; skipped with a line where there is no Python to run it, or its packages cannot be had. */
@Timeout(300)
class LlamaCppServerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static PythonEnvironment python;

    @SuppressWarnings("NullAway.Init")
    private static LlamaCpp llama;

    @BeforeAll
    static void serve() throws Exception {
        python = LlamaCpp.environment();
        llama = LlamaCpp.serve(python, folder, 128);
    }

    @AfterAll
    @SuppressWarnings("NullAway") // not there if the tests are skipped
    static void stop() {
        if (llama != null) {
            llama.close();
        }
    }

    private static Task.Builder task(int members) {
        return Task.newBuilder()
                .setGroupId("run/1")
                .setRunId("run")
                .setGroupSize(members)
                .setPrompt("Which one?")
                .setSampling(SamplingParameters.newBuilder()
                        .setTemperature(1.0)
                        .setTopP(1.0)
                        .setTopK(0)
                        .setMinP(0.0)
                        .setMaxTokens(24)
                        .setSeed(7L)
                        .build());
    }

    private static List<MemberResult> complete(LlamaCpp server, Task task) throws Exception {
        OpenAiSettings settings = new OpenAiSettings(
                List.of(server.address()),
                Dialect.of(ServerFlavor.LLAMACPP),
                Optional.empty(),
                new Traffic(false, 8, 1, Duration.ofSeconds(5), Duration.ofSeconds(60), 1 << 20),
                Versions.none());
        List<MemberResult> members = new ArrayList<>();
        try (OpenAiEngine engine = new OpenAiEngine(settings, new SimpleMeterRegistry())) {
            engine.probe();
            engine.generate(new GenerationRequest(task, Optional.empty(), Long.MAX_VALUE), members::add);
        }
        return members;
    }

    @Test
    void everyMemberComesWithItsOwnTokensAndTheirLogProbabilities() throws Exception {
        // When
        List<MemberResult> members = complete(llama, task(6).build());

        // Then
        assertThat(members).hasSize(6).allSatisfy(member -> {
            Tokens tokens = ((Completed) member).sampled().sequences().get(0);
            assertThat(tokens.ids()).hasSizeBetween(1, 24);
            assertThat(tokens.logprobs()).hasSameSizeAs(tokens.ids());
            assertThat(tokens.prompt().length().getAsInt()).isGreaterThan(10);
        });
        assertThat(members).extracting(member -> ((Completed) member).text()).doesNotHaveDuplicates();
    }

    @Test
    void tokensThatAreReportedTogetherAreNotTakenForTokens() throws Exception {
        try (LlamaCpp bytes = LlamaCpp.serve(python, folder, 256)) {
            // When
            List<MemberResult> members = complete(bytes, task(6).build());

            // Then
            assertThat(members)
                    .hasSize(6)
                    .extracting(member -> ((Completed) member).sampled())
                    .anySatisfy(sampled -> assertThat(sampled.sequences()).isEmpty())
                    .allSatisfy(sampled -> assertThat(sampled.count()).isPresent());
        }
    }

    @Test
    void aPictureThatTheModelCannotSeeFailsTheMember() throws Exception {
        // Given
        Task task = task(1).setPrompt("<image>What is it?")
                .setImages(List.of(Image.newBuilder()
                        .setMediaType("image/png")
                        .setData(ByteBuffer.wrap("no picture".getBytes(StandardCharsets.UTF_8)))
                        .build()))
                .build();

        // When
        List<MemberResult> members = complete(llama, task);

        // Then
        assertThat(members).singleElement().isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.fault()).isEqualTo(Fault.BROKEN);
            assertThat(failed.error()).contains("HTTP", "image");
        });
    }

    private static Cli.Result doctor(String... options) {
        List<String> command = new ArrayList<>(
                List.of("doctor", "--engine", llama.address().toString(), "--engine-flavor", "llamacpp"));
        command.addAll(List.of(options));
        return Cli.run(command.toArray(String[]::new));
    }

    @Test
    void theDoctorFindsItFitForText() {
        // When
        Cli.Result result = doctor("--text-only");

        // Then
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out())
                .contains("with as many log-probabilities", "log-probabilities             raw", "as the tokens' bytes")
                .doesNotContain("NOTE", "FAILED");
    }

    @Test
    void theDoctorFindsThatItSeesNoPicturesAndWhatItsLogProbabilitiesAreNot() {
        // When
        Cli.Result result = doctor("--engine-logprobs", "processed");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.out()).contains("FAILED  pictures", "--text-only", "say --engine-logprobs raw");
    }
}
