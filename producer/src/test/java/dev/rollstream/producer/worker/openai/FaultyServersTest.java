package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FaultyServersTest extends EngineTest {
    @Test
    void aBusyServerIsLeftAloneForAsLongAsItAsks() throws Exception {
        // Given
        server.then(
                FaultServer.status(429, Map.of("Retry-After", "7"), ""),
                FaultServer.status(503, Map.of("Retry-After", "Tue, 14 Nov 2023 22:13:31 GMT"), ""));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(member).isInstanceOf(Completed.class);
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(11));
    }

    @Test
    void aServerThatStaysBusyMakesTheEngineUnavailable() {
        // Given
        server.then(busy(), busy(), busy());

        // When / Then
        assertThatThrownBy(() -> one(settings(ServerFlavor.VLLM)))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("HTTP 429");
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1_000));
    }

    private static FaultServer.Answer busy() {
        return FaultServer.status(429, Map.of("Retry-After", "soon"), "");
    }

    @Test
    void whatBreaksOnceIsTriedAgain() throws Exception {
        // Given
        server.then(FaultServer.status(500, Map.of(), "{\"error\":{\"message\":\"out of luck\"}}"), FaultServer.cut());

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(member).isInstanceOf(Completed.class);
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests())
                .extracting(body -> body.path("seed"))
                .containsOnly(server.requests().get(0).path("seed"));
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1_000));
    }

    @Test
    void aTaskThatBreaksAServerThatIsWellFails() throws Exception {
        // Given
        FaultServer.Answer broken = FaultServer.status(500, Map.of(), "{\"error\":{\"message\":\"bad picture\"}}");
        server.then(broken, broken, broken);

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(member)
                .isEqualTo(new Failed(
                        0,
                        Fault.BROKEN,
                        "every attempt at it failed, on servers that are well: HTTP 500: bad picture"));
    }

    @Test
    void aServerThatBreaksOverItsTrialTooMakesTheEngineUnavailable() throws Exception {
        // Given
        FaultServer.Answer broken = FaultServer.status(500, Map.of(), "");
        server.then(broken, broken, (faulty, exchange, request) -> {
            faulty.trial(broken);
            broken.give(faulty, exchange, request);
        });

        // When / Then
        assertThatThrownBy(() -> one(settings(ServerFlavor.VLLM)))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("HTTP 500");
    }

    @Test
    void garbageIsTriedAgainAndThenBlamedOnTheTask() throws Exception {
        // Given
        byte[] notUtf8 = "{\"choices\":[{\"message\":{\"content\":\"?\"}}]}".getBytes(StandardCharsets.ISO_8859_1);
        notUtf8[new String(notUtf8, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xff;
        server.then(FaultServer.json("<html>"), FaultServer.json("{} {}"), FaultServer.bytes(notUtf8));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(server.requests()).hasSize(3);
        assertThat(member).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.fault()).isEqualTo(Fault.GARBLED);
            assertThat(failed.error()).contains("on servers that are well", "UTF-8");
        });
        assertThat(meters.counter("rollstream_worker_openai_requests_total", "outcome", "GARBLED")
                        .count())
                .isEqualTo(3);
    }

    @Test
    void aReplyLargerThanTheLimitFailsTheMemberAtOnce() throws Exception {
        // Given
        server.then(FaultServer.json(
                FaultServer.body("[" + FaultServer.choice(0, "x".repeat(40 << 20), "[5]", "-0.5") + "]")));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(member).isEqualTo(new Failed(0, Fault.OVERSIZE, "the reply is larger than 1048576 bytes"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aPictureThatTheServerRefusesFailsTheMemberWithTheServersWords() throws Exception {
        // Given
        server.then(FaultServer.status(400, Map.of(), "{\"error\":{\"message\":\"cannot identify image file\"}}"));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(member).isEqualTo(new Failed(0, Fault.REFUSED, "HTTP 400: cannot identify image file"));
    }

    @Test
    void aReplyThatDoesNotComeInTimeIsTriedAgain() throws Exception {
        // Given
        server.then(FaultServer.hang());
        OpenAiSettings settings = with(settings(ServerFlavor.VLLM), traffic(false, Duration.ofSeconds(1)));

        // When
        MemberResult member = one(settings);

        // Then
        assertThat(member).isInstanceOf(Completed.class);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void afterTheGroupsDeadlineNothingIsTriedAgain() throws Exception {
        // Given
        server.then((faulty, exchange, request) -> {
            nowMs.addAndGet(60_000);
            FaultServer.status(500, Map.of(), "").give(faulty, exchange, request);
        });

        // When
        List<MemberResult> members;
        try (OpenAiEngine engine = engine(settings(ServerFlavor.VLLM))) {
            engine.probe();
            members = generate(engine, new GenerationRequest(task(1).build(), Optional.empty(), NOW_MS + 60_000));
        }

        // Then
        assertThat(members).containsExactly(new Failed(0, Fault.DEADLINE, "the group's deadline passed: HTTP 500"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anInterruptEndsTheRequestsUnderWay() throws Exception {
        // Given
        server.then(FaultServer.hang(), FaultServer.hang());
        try (OpenAiEngine engine = engine(settings(ServerFlavor.VLLM))) {
            engine.probe();
            FutureTask<String> outcome = new FutureTask<>(() -> {
                try {
                    return generate(engine, request(task(2).build())).toString();
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            });
            Thread thread = new Thread(outcome);
            thread.start();
            server.awaitHanging(2);

            // When
            thread.interrupt();

            // Then
            assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
            assertThat(generate(engine, request(task(1).build()))).hasOnlyElementsOfType(Completed.class);
        }
    }

    @Test
    void theWorkOfADeadServerGoesToTheOthersUntilItIsBack() throws Exception {
        // Given
        FaultServer dying = new FaultServer();
        OpenAiSettings both = settings(ServerFlavor.VLLM, List.of(server.address(), dying.address()));
        try (OpenAiEngine engine = engine(both)) {
            engine.probe();
            int port = dying.port();
            dying.close();

            // When
            List<MemberResult> withOne = generate(engine, request(task(8).build()));
            double inService =
                    meters.get("rollstream_worker_openai_servers").gauge().value();
            nowNs.addAndGet(Duration.ofSeconds(2).toNanos());
            try (FaultServer back = new FaultServer(port)) {
                List<MemberResult> withBoth = generate(engine, request(task(8).build()));

                // Then
                assertThat(withOne).hasSize(8).hasOnlyElementsOfType(Completed.class);
                assertThat(inService).isEqualTo(1);
                assertThat(withBoth).hasSize(8).hasOnlyElementsOfType(Completed.class);
                assertThat(meters.get("rollstream_worker_openai_servers")
                                .gauge()
                                .value())
                        .isEqualTo(2);
                assertThat(back.keys()).isNotEmpty();
            }
        }
    }

    @Test
    void withoutAnyServerTheEngineIsUnavailable() throws Exception {
        // Given
        try (OpenAiEngine engine = engine(settings(ServerFlavor.VLLM))) {
            engine.probe();
            server.close();

            // When / Then
            assertThatThrownBy(() -> generate(engine, request(task(2).build())))
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessageContaining("http://127.0.0.1:" + server.port() + "/v1: nobody answers there");
            assertThatThrownBy(engine::probe).isInstanceOf(EngineUnavailableException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]} | [a, b]; name one of them",
                "{\"data\":[]}                             | []; name one of them",
                "nonsense                                  | not JSON",
            })
    void aServerWithoutTheModelDoesNotPass(String models, String why) {
        // Given
        server.models(models);

        // When / Then
        assertThatThrownBy(() -> one(settings(ServerFlavor.VLLM)))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining(why);
    }
}
