package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.Message;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import dev.rollstream.producer.worker.MemberResult.Sampled;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OpenAiEngineTest extends EngineTest {
    @Test
    void idsAndLogProbabilitiesOfEveryMemberComeThrough() throws Exception {
        // When
        List<MemberResult> members;
        try (OpenAiEngine engine = engine(settings(ServerFlavor.VLLM))) {
            engine.probe();
            members = generate(engine, request(task(3).build()));
        }

        // Then
        assertThat(members).extracting(MemberResult::index).containsExactly(0, 1, 2);
        assertThat(members).allSatisfy(member -> {
            Completed completed = (Completed) member;
            assertThat(completed.text()).isEqualTo("text");
            assertThat(completed.finishReason()).isEqualTo(FinishReason.STOP);
            Tokens tokens = completed.sampled().sequences().get(0);
            assertThat(tokens.prompt().length()).hasValue(3);
            assertThat(tokens.prompt().ids()).containsExactly(1, 2, 3);
            assertThat(tokens.ids()).containsExactly(5, 6);
            assertThat(tokens.logprobs()).containsExactly(-0.5f, -1.25f);
            assertThat(completed.policy()).isEqualTo(new PolicyVersions(0, 0));
        });
        assertThat(meters.counter("rollstream_worker_openai_requests_total", "outcome", "ANSWERED")
                        .count())
                .isEqualTo(3);
    }

    private static boolean handedOn(CountDownLatch one) throws InterruptedIOException {
        try {
            return one.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the test is over");
        }
    }

    @Test
    void aMemberIsHandedOnWhileOthersAreStillBeingSampled() throws Exception {
        // Given
        CountDownLatch handedOn = new CountDownLatch(1);
        server.then((faulty, exchange, request) -> {
            boolean inTime = handedOn(handedOn);
            (inTime ? FaultServer.good() : FaultServer.cut()).give(faulty, exchange, request);
        });

        // When
        List<MemberResult> members = new ArrayList<>();
        try (OpenAiEngine engine = engine(settings(ServerFlavor.VLLM))) {
            engine.probe();
            engine.generate(request(task(2).build()), member -> {
                members.add(member);
                handedOn.countDown();
            });
        }

        // Then
        assertThat(members).hasSize(2).hasOnlyElementsOfType(Completed.class);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aRequestSaysEverythingThatDecidesTheSampling() throws Exception {
        // When
        try (OpenAiEngine engine = engine(settings(ServerFlavor.VLLM))) {
            engine.probe();
            generate(engine, request(task(4).build()));
        }

        // Then
        assertThat(server.requests()).hasSize(4).allSatisfy(body -> {
            assertThat(body.path("model").asText()).isEqualTo("tiny");
            assertThat(body.path("n").asInt()).isEqualTo(1);
            assertThat(body.path("temperature").asDouble()).isEqualTo(0.9);
            assertThat(body.path("top_p").asDouble()).isEqualTo(0.8);
            assertThat(body.path("top_k").asInt()).isEqualTo(20);
            assertThat(body.path("min_p").asDouble()).isEqualTo(0.05);
            assertThat(body.path("max_tokens").asInt()).isEqualTo(100);
            assertThat(body.path("repetition_penalty").asDouble()).isEqualTo(1);
            assertThat(body.path("stop").get(0).asText()).isEqualTo("END");
            assertThat(body.path("logprobs").asBoolean()).isTrue();
            assertThat(body.path("return_token_ids").asBoolean()).isTrue();
            assertThat(body.path("stream").asBoolean(true)).isFalse();
        });
        assertThat(server.requests())
                .extracting(body -> body.path("seed").asLong())
                .containsExactlyInAnyOrder(
                        ChatRequest.memberSeed(7, 0),
                        ChatRequest.memberSeed(7, 1),
                        ChatRequest.memberSeed(7, 2),
                        ChatRequest.memberSeed(7, 3))
                .doesNotHaveDuplicates();
    }

    @Test
    void picturesStandWhereThePromptPutsThem() throws Exception {
        // Given
        Task task = task(1).setPrompt("<image>First, then <image><image> and a word.")
                .setImages(List.of(image("a"), image("b"), image("c")))
                .setMessages(List.of(Message.newBuilder()
                        .setRole("system")
                        .setContent("Be brief.")
                        .build()))
                .build();

        // When
        try (OpenAiEngine engine = engine(settings(ServerFlavor.SGLANG))) {
            engine.probe();
            generate(engine, request(task));
        }

        // Then
        JsonNode messages = server.requests().get(0).path("messages");
        assertThat(messages.get(0).path("content").asText()).isEqualTo("Be brief.");
        assertThat(messages.get(1).path("content"))
                .extracting(part -> part.has("text")
                        ? part.path("text").asText()
                        : part.at("/image_url/url").asText())
                .containsExactly(url("a"), "First, then ", url("b"), url("c"), " and a word.");
    }

    @Test
    void picturesWithoutPlacesFailTheMembersWithoutARequest() throws Exception {
        // Given
        Task task = task(2).setImages(List.of(image("a"))).build();

        // When
        List<MemberResult> members;
        try (OpenAiEngine engine = engine(settings(ServerFlavor.VLLM))) {
            engine.probe();
            members = generate(engine, request(task));
        }

        // Then
        assertThat(members)
                .containsExactly(
                        new Failed(0, Fault.PROMPT, "the prompt has 0 places for 1 pictures"),
                        new Failed(1, Fault.PROMPT, "the prompt has 0 places for 1 pictures"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aServerOfPlainOpenAiIsNotAskedForWhatItDoesNotKnow() throws Exception {
        // When
        MemberResult member = one(settings(ServerFlavor.OPENAI));

        // Then
        assertThat(member).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.error())
                .contains("top-k 20", "min-p 0.05"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[5,6]   | -0.5 | NaN      | log-probability 1 of the server is NaN",
                "[5,6]   | -0.5 | null     | log-probability 1 of the server is no number",
                "[5,6]   | -0.5 | -9999.0  | log-probability 1 of the server is -9999.0",
                "[5,6]   | -0.5 | 0.7      | log-probability 1 of the server is 0.7",
                "[5,6,7] | -0.5 | -0.5     | the server gave 3 token ids and 2 log-probabilities",
                "[5,-6]  | -0.5 | -0.5     | token id 1 of the server is no token id",
                "[5,6.5] | -0.5 | -0.5     | token id 1 of the server is no token id",
                "null    | -0.5 | -0.5     | the server gave no token ids",
            })
    void numbersThatAreNotWhatTheyShouldBeFailTheMember(String ids, String first, String second, String why)
            throws Exception {
        // Given
        server.then(FaultServer.json(FaultServer.body("[" + FaultServer.choice(0, "text", ids, first, second) + "]")));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertFailed(member, Fault.NUMBERS, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"prompt_token_ids\":[1,-2]                             | prompt token id 1 of the server is no token id",
                "\"prompt_token_ids\":[1,\"2\"]                          | prompt token id 1 of the server is no token id",
                "\"usage\":{\"prompt_tokens\":-3}                        | count of prompt tokens is -3",
                "\"usage\":{\"prompt_tokens\":4294967296}                | count of prompt tokens is 4294967296",
                "\"usage\":{\"prompt_tokens\":\"3\"}                     | count of prompt tokens is \"3\"",
            })
    void promptsWhoseNumbersAreNoneFailTheMember(String numbers, String why) throws Exception {
        // Given
        server.then(FaultServer.json(
                "{\"choices\":[" + FaultServer.choice(0, "text", "[5]", "-0.5") + "]," + numbers + "}"));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertFailed(member, Fault.NUMBERS, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "\"usage\":{\"completion_tokens\":7}    | 7    | none",
                "\"usage\":{}                           | none | none",
                "\"usage\":{\"completion_tokens\":null} | none | none",
                "\"usage\":{\"completion_tokens\":101}  | none | sampled 101 tokens, and was allowed 100",
                "\"usage\":{\"completion_tokens\":-1}   | none | count of completion tokens is -1",
                "\"usage\":{\"completion_tokens\":6.5}  | none | count of completion tokens is 6.5",
            })
    void ofAServerThatGivesTextAloneItsCountIsTaken(String usage, @Nullable Integer count, @Nullable String why)
            throws Exception {
        // Given
        server.then(FaultServer.json(
                "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"text\"}}]," + usage
                        + "}"));
        Task task = task(1).setSampling(SamplingParameters.newBuilder(task(1).getSampling())
                        .setTopK(0)
                        .setMinP(0.0)
                        .build())
                .build();

        // When
        List<MemberResult> members;
        try (OpenAiEngine engine = engine(settings(ServerFlavor.OPENAI))) {
            engine.probe();
            members = generate(engine, request(task));
        }

        // Then
        if (why == null) {
            assertThat(((Completed) members.get(0)).sampled())
                    .isEqualTo(count == null ? Sampled.textOnly() : Sampled.counted(count));
        } else {
            assertThat(((Failed) members.get(0)).error()).contains(why);
        }
    }

    @Test
    void aServerThatSamplesMoreThanItMayFailsTheMember() throws Exception {
        // Given
        String ids = "5,".repeat(100) + "5";
        String[] logprobs = new String[101];
        Arrays.fill(logprobs, "-0.5");
        server.then(FaultServer.json(
                FaultServer.body("[" + FaultServer.choice(0, "text", "[" + ids + "]", logprobs) + "]")));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(member)
                .isEqualTo(new Failed(0, Fault.NUMBERS, "the server sampled 101 tokens, and was allowed 100"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | MISSING | left out completion 1 of 1",
                "[{\"index\":0}] | MISSING | names no finish reason",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":null}}] | MISSING | has no text",
                "[{\"index\":0,\"finish_reason\":\"abort\",\"message\":{\"content\":\"half\"}}] | ABORTED | completion with 'abort'",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"c\",\"reasoning\":\"r\"}}] | ALTERED | reasoning",
                "[{\"index\":9,\"finish_reason\":\"stop\",\"message\":{\"content\":\"c\"}}] | MISSING | left out completion 1 of 1",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"tool_calls\":[1]}}] | ALTERED | tool call",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"\\uD83D\"}}] | GARBLED | half a character",
            })
    void choicesThatAreNoneFailTheMember(String choices, Fault fault, String why) throws Exception {
        // Given
        server.then(FaultServer.json(FaultServer.body(choices)));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertFailed(member, fault, why);
    }

    @Test
    void ofAWholeGroupInOneRequestTheMissingMembersFailAlone() throws Exception {
        // Given
        server.then(FaultServer.json(FaultServer.body("["
                + FaultServer.choice(2, "third", "[5]", "-0.5") + ","
                + FaultServer.choice(0, "first", "[5]", "-0.5") + "]")));
        OpenAiSettings settings = with(settings(ServerFlavor.VLLM), traffic(true, Duration.ofSeconds(30)));

        // When
        List<MemberResult> members;
        try (OpenAiEngine engine = engine(settings)) {
            engine.probe();
            members = generate(engine, request(task(3).build()));
        }

        // Then
        assertThat(server.requests())
                .singleElement()
                .satisfies(body -> assertThat(body.path("n").asInt()).isEqualTo(3));
        assertThat(((Completed) members.get(0)).text()).isEqualTo("first");
        assertThat(members.get(1)).isEqualTo(new Failed(1, Fault.MISSING, "the server left out completion 2 of 3"));
        assertThat(((Completed) members.get(2)).text()).isEqualTo("third");
    }

    @Test
    void aServerThatTakesThinkingOutOfTheTextDoesNotPass() {
        // Given
        server.trial(FaultServer.json(FaultServer.body(
                "[{\"index\":0,\"finish_reason\":\"length\",\"message\":{\"reasoning_content\":\"hm\"}}]")));

        // When / Then
        assertThatThrownBy(() -> one(settings(ServerFlavor.VLLM)))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("start it without a reasoning parser");
    }

    @Test
    void theKeyIsSentAndNeverShown() throws Exception {
        // Given
        ApiKey key = ApiKey.fromEnvironment(Map.of("KEY", "sesame"), "KEY");
        OpenAiSettings plain = settings(ServerFlavor.VLLM);
        OpenAiSettings settings = new OpenAiSettings(
                plain.servers(), plain.dialect(), Optional.of(key), plain.traffic(), plain.versions());

        // When
        one(settings);
        server.trial(FaultServer.status(401, Map.of(), "{\"error\":{\"message\":\"sesame is wrong\"}}"));

        // Then
        assertThat(server.keys()).containsOnly("Bearer sesame");
        assertThat(settings.toString()).doesNotContain("sesame");
        assertThatThrownBy(() -> one(settings))
                .hasMessageContaining("HTTP 401: it does not accept the API key")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void aVersionThatTheServerNamesGoesBeforeOneThatIsAssumed() throws Exception {
        // Given
        FaultServer.Answer version4 = named("4");
        server.trial(named("3")).then(version4, named("4"), named("default"));
        OpenAiSettings plain = settings(ServerFlavor.SGLANG);
        OpenAiSettings settings = new OpenAiSettings(
                plain.servers(),
                plain.dialect(),
                Optional.empty(),
                plain.traffic(),
                Versions.of(VersionSource.POLICIES));
        PolicyVersion announced =
                PolicyVersion.newBuilder().setPolicyId("p").setVersion(9).build();

        // When
        List<PolicyVersions> versions = new ArrayList<>();
        try (OpenAiEngine engine = engine(settings)) {
            engine.probe();
            for (int i = 0; i < 3; i++) {
                GenerationRequest request =
                        new GenerationRequest(task(1).build(), Optional.of(announced), Long.MAX_VALUE);
                versions.add(((Completed) generate(engine, request).get(0)).policy());
            }

            // Then
            assertThat(engine.needsPolicy()).isTrue();
            assertThat(engine.logprobKind()).isEqualTo(LogprobKind.TEMPERED);
        }
        assertThat(versions)
                .containsExactly(new PolicyVersions(3, 4), new PolicyVersions(4, 4), new PolicyVersions(9, 9));
    }

    @Test
    void aServerThatShallNameItsVersionAndDoesNotIsNotFit() {
        // Given
        server.trial(named("default"));
        OpenAiSettings plain = settings(ServerFlavor.SGLANG);
        OpenAiSettings settings = new OpenAiSettings(
                plain.servers(), plain.dialect(), Optional.empty(), plain.traffic(), Versions.of(VersionSource.SERVER));

        // When / Then
        assertThatThrownBy(() -> one(settings)).hasMessageContaining("names no weight version");
    }

    private static FaultServer.Answer named(String version) {
        String body = FaultServer.body("[" + FaultServer.choice(0, "text", "[5]", "-0.5") + "]");
        return FaultServer.json(
                body.substring(0, body.length() - 1) + ",\"metadata\":{\"weight_version\":\"" + version + "\"}}");
    }
}
