package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.LogprobKind;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Dialect;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import dev.rollstream.producer.worker.openai.ServerCheck.Verdict;
import dev.rollstream.producer.worker.openai.ServerDoctor.Thoroughness;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ServerDoctorTest extends EngineTest {
    private static final Thoroughness USUAL = new Thoroughness(true, List.of());

    private final FakeModel model = new FakeModel();

    @BeforeEach
    void serve() {
        server.always(model);
    }

    private OpenAiSettings settings(ServerFlavor flavor, LogprobKind claimed, Versions versions) {
        return new OpenAiSettings(
                List.of(server.address()),
                new Dialect(flavor, Optional.empty(), claimed, ""),
                Optional.empty(),
                traffic(false, Duration.ofSeconds(30)),
                versions);
    }

    private static List<ServerCheck> examine(OpenAiSettings settings, Thoroughness thoroughness) throws Exception {
        return new ServerDoctor(settings, thoroughness)
                .examine(settings.servers().get(0));
    }

    private static ServerCheck examine(OpenAiSettings settings, Thoroughness thoroughness, String check)
            throws Exception {
        List<ServerCheck> lines = new ServerDoctor(settings, thoroughness)
                .examine(settings.servers().get(0), one -> one.name().equals(check));
        return line(lines, check);
    }

    private List<ServerCheck> examine(ServerFlavor flavor) throws Exception {
        return examine(settings(flavor, LogprobKind.RAW, Versions.none()), USUAL);
    }

    private static ServerCheck line(List<ServerCheck> lines, String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + lines));
    }

    @ParameterizedTest
    @EnumSource(names = {"RAW", "TEMPERED", "PROCESSED"})
    void aServerThatDoesEverythingRightIsFit(LogprobKind kind) throws Exception {
        // Given
        model.kind = kind;

        // When
        List<ServerCheck> lines = examine(settings(ServerFlavor.VLLM, kind, Versions.none()), USUAL);

        // Then
        assertThat(lines).extracting(ServerCheck::verdict).as(lines.toString()).containsOnly(Verdict.OK);
        assertThat(lines)
                .extracting(ServerCheck::name)
                .containsExactly(
                        "reachable",
                        "token ids",
                        "log-probabilities",
                        "sampling as asked",
                        "text as sampled",
                        "pictures",
                        "policy version");
    }

    private static Arguments wrong(Consumer<FakeModel> what, String check, Verdict verdict, String detail) {
        return Arguments.of(what, check, verdict, detail);
    }

    static Stream<Arguments> wrongs() {
        return Stream.of(
                wrong(m -> m.givesIds = false, "token ids", Verdict.FAILED, "take vLLM 0.10.2 or newer"),
                wrong(m -> m.leastTokens = 40, "token ids", Verdict.FAILED, "sampled 40 tokens, and was allowed 16"),
                wrong(
                        m -> m.kind = LogprobKind.TEMPERED,
                        "log-probabilities",
                        Verdict.FAILED,
                        "say --engine-logprobs tempered"),
                wrong(
                        m -> m.kind = LogprobKind.PROCESSED,
                        "log-probabilities",
                        Verdict.FAILED,
                        "say --engine-logprobs processed"),
                wrong(m -> m.leakedTopK = 20, "sampling as asked", Verdict.FAILED, "--generation-config vllm"),
                wrong(m -> m.leakedTopK = 50, "sampling as asked", Verdict.FAILED, "--generation-config vllm"),
                wrong(m -> m.leastTemperature = 0.6, "sampling as asked", Verdict.FAILED, "changes the temperature"),
                wrong(m -> m.leastTokens = 2, "sampling as asked", Verdict.FAILED, "2 tokens where it was allowed one"),
                wrong(m -> m.thinking = "hm", "text as sampled", Verdict.FAILED, "without a reasoning parser"),
                wrong(m -> m.callsTools = true, "text as sampled", Verdict.FAILED, "without a tool parser"),
                wrong(m -> m.trims = true, "text as sampled", Verdict.FAILED, "white space was trimmed"),
                wrong(m -> m.givesBytes = false, "text as sampled", Verdict.NOTE, "bytes are not given"),
                wrong(m -> m.seesPictures = false, "pictures", Verdict.FAILED, "12, 12 and 12 tokens"),
                wrong(m -> m.refusesPictures = true, "pictures", Verdict.FAILED, "HTTP 400: no image inputs"));
    }

    @ParameterizedTest(name = "{1}: {3}")
    @MethodSource("wrongs")
    void whatIsWrongIsNamedWithTheWayOut(Consumer<FakeModel> what, String check, Verdict verdict, String detail)
            throws Exception {
        // Given
        what.accept(model);

        // When
        ServerCheck line = examine(settings(ServerFlavor.VLLM, LogprobKind.RAW, Versions.none()), USUAL, check);

        // Then
        assertThat(line.verdict()).as(line.toString()).isEqualTo(verdict);
        assertThat(line.detail()).contains(detail);
    }

    @Test
    void aServerThatIsNotThereGivesOneLine() throws Exception {
        // Given
        server.close();

        // When
        List<ServerCheck> lines = examine(ServerFlavor.VLLM);

        // Then
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(line.detail()).contains("nobody answers there");
        });
    }

    @Test
    void aServerThatAnswersNoQuestionFailsEveryCheckWithItsOwnWords() throws Exception {
        // Given
        server.always(FaultServer.status(500, Map.of(), "{\"error\":{\"message\":\"out of memory\"}}"));

        // When
        List<ServerCheck> lines = examine(ServerFlavor.VLLM);

        // Then
        assertThat(lines.subList(1, 6)).allSatisfy(line -> {
            assertThat(line.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(line.detail()).contains("HTTP 500: out of memory");
        });
    }

    @Test
    void aServerWithAnUnknownKindOfLogProbabilitiesIsTold() throws Exception {
        // Given
        OpenAiSettings settings = settings(ServerFlavor.OPENAI, LogprobKind.UNKNOWN, Versions.none());
        model.leakedTopK = 20;

        // When
        List<ServerCheck> lines = examine(settings, new Thoroughness(false, List.of()));

        // Then
        assertThat(line(lines, "log-probabilities").detail()).contains("say --engine-logprobs raw");
        assertThat(line(lines, "sampling as asked").verdict()).isEqualTo(Verdict.NOTE);
        assertThat(lines).extracting(ServerCheck::name).doesNotContain("pictures");
    }

    @Test
    void aVersionThatRepliesMustNameIsLookedFor() throws Exception {
        // Given
        OpenAiSettings settings = settings(ServerFlavor.SGLANG, LogprobKind.RAW, Versions.of(VersionSource.SERVER));

        // When
        ServerCheck none = examine(settings, USUAL, "policy version");
        model.weightVersion = "default";
        ServerCheck word = examine(settings, USUAL, "policy version");
        model.weightVersion = "7";
        ServerCheck number = examine(settings, USUAL, "policy version");

        // Then
        assertThat(none.detail()).startsWith("its reply names none: ");
        assertThat(word.detail()).startsWith("its reply names 'default', which is no number: ");
        assertThat(number).isEqualTo(new ServerCheck("policy version", Verdict.OK, "its reply names 7"));
    }

    private static OpenAiSettings updating(FakeVllm vllm) {
        return new OpenAiSettings(
                List.of(vllm.http.address()),
                new Dialect(ServerFlavor.VLLM, Optional.of(FakeVllm.ADAPTER), LogprobKind.RAW, ""),
                Optional.empty(),
                traffic(false, Duration.ofSeconds(30)),
                Versions.updated(List.of(URI.create("file:///w"))));
    }

    @Test
    void aServerThatForgetsAfterAnUpdateIsFit() throws Exception {
        try (FakeVllm vllm = new FakeVllm().inDevelopmentMode().with("/w/4").with("/w/5")) {
            // When
            List<ServerCheck> lines =
                    examine(updating(vllm), new Thoroughness(false, List.of("file:///w/4", "file:///w/5")));

            // Then
            assertThat(line(lines, "policy version").verdict()).isEqualTo(Verdict.OK);
            assertThat(line(lines, "cache after update").verdict())
                    .as(lines.toString())
                    .isEqualTo(Verdict.OK);
        }
    }

    @Test
    void aServerThatGoesOnWithItsOldCacheIsFound() throws Exception {
        try (FakeVllm vllm = new FakeVllm().inDevelopmentMode().with("/w/4").with("/w/5")) {
            // Given
            vllm.remembers();

            // When
            List<ServerCheck> lines =
                    examine(updating(vllm), new Thoroughness(false, List.of("file:///w/4", "file:///w/5")));

            // Then
            assertThat(line(lines, "cache after update").verdict())
                    .as(lines.toString())
                    .isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void aServerWithoutTheEndpointsOfUpdatesIsFound() throws Exception {
        try (FakeVllm vllm = new FakeVllm().with("/w/4").with("/w/5")) {
            // When
            List<ServerCheck> lines =
                    examine(updating(vllm), new Thoroughness(false, List.of("file:///w/4", "file:///w/5")));

            // Then
            assertThat(line(lines, "policy version").detail())
                    .startsWith("it has no /reset_prefix_cache: ")
                    .contains("VLLM_SERVER_DEV_MODE=1");
            assertThat(line(lines, "cache after update").verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Test
    void weightsAreTriedOnlyWhereTheyMayComeFrom() throws Exception {
        try (FakeVllm vllm = new FakeVllm()) {
            assertThatThrownBy(() -> new ServerDoctor(
                            updating(vllm), new Thoroughness(false, List.of("file:///w/4", "file:///etc"))))
                    .hasMessageContaining("below none of");
            assertThatThrownBy(() -> new Thoroughness(false, List.of("file:///w/4")))
                    .hasMessageContaining("takes two sets of weights");
            assertThatThrownBy(() -> new ServerDoctor(
                            settings(ServerFlavor.VLLM), new Thoroughness(false, List.of("file:///a", "file:///b"))))
                    .hasMessageContaining("--engine-version-source update");
        }
    }
}
