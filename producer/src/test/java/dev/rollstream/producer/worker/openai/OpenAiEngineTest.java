package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.Message;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
