package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Weights that the worker brings into its servers itself. */
@Timeout(60)
class WeightUpdateTest extends UpdatingEngineTest {
    @Test
    void vllmIsGivenEachVersionAndForgetsWhatItKeptOfTheOldOne() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));
            engine.probe();
            Completed first = completed(engine);

            // When
            engine.announced(version(5, "file:///w/5"));
            awaitUpdates("LOADED", 2);
            Completed second = completed(engine);

            // Then
            assertThat(first.text()).isEqualTo("by /w/4 on /w/4");
            assertThat(first.policy()).isEqualTo(new PolicyVersions(4, 4));
            assertThat(second.text()).isEqualTo("by /w/5 on /w/5");
            assertThat(second.policy()).isEqualTo(new PolicyVersions(5, 5));
            assertThat(vllm.calls)
                    .containsSubsequence("load /w/5", "reset prefixes reset_running_requests=true", "reset encoder");
        }
    }

    @Test
    void sglangIsPausedUpdatedAndContinuedAndItsCompletionsUnderWaySayBothVersions() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.SGLANG, sglang.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));
            engine.probe();
            sglang.hold(1);
            CompletableFuture<Completed> underWay = CompletableFuture.supplyAsync(() -> {
                try {
                    return completed(engine);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            sglang.awaitRunning(1);

            // When
            engine.announced(version(5, "file:///w/5"));
            Completed spanning = underWay.get(20, TimeUnit.SECONDS);
            Completed after = completed(engine);

            // Then
            assertThat(spanning.policy()).isEqualTo(new PolicyVersions(4, 5));
            assertThat(after.policy()).isEqualTo(new PolicyVersions(5, 5));
            assertThat(sglang.calls)
                    .containsExactly(
                            "pause retract",
                            "update /w/4 as 4, flush true",
                            "continue",
                            "pause retract",
                            "update /w/5 as 5, flush true",
                            "continue");
        }
    }

    @Test
    void aRefusedUpdateLeavesTheServerWithItsOldVersionAndIsTriedAgain() throws Exception {
        // Given
        CountDownLatch refused = new CountDownLatch(2);
        FaultServer.Answer refusal = (server, exchange, request) -> {
            refused.countDown();
            FakeVllm.error(500, "cannot load").give(server, exchange, request);
        };
        vllm.faults.put("/w/5", List.of(refusal, refusal, refusal));
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            engine.announced(version(4, "file:///w/4"));
            engine.probe();

            // When
            engine.announced(version(5, "file:///w/5"));
            assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
            Completed meanwhile = completed(engine);
            awaitUpdates("LOADED", 2);

            // Then
            assertThat(meanwhile.text()).startsWith("by " + (meanwhile.policy().newest() == 4 ? "/w/4" : "/w/5"));
            assertThat(updates("FAILED")).isEqualTo(3);
            assertThat(pauses)
                    .containsExactly(Duration.ofMillis(500), Duration.ofMillis(1_000), Duration.ofMillis(2_000));
            assertThat(completed(engine).policy()).isEqualTo(new PolicyVersions(5, 5));
        }
    }

    @Test
    void sglangGoesOnAfterAnUpdateThatFailed() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.SGLANG, sglang.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));
            engine.probe();

            // When
            engine.announced(version(6, "file:///w/6"));
            awaitUpdates("FAILED", 2);
            Completed meanwhile = completed(engine);
            sglang.with("/w/6");
            awaitUpdates("LOADED", 2);

            // Then
            assertThat(meanwhile.policy()).isEqualTo(new PolicyVersions(4, 4));
            assertThat(completed(engine).policy()).isEqualTo(new PolicyVersions(6, 6));
        }
    }

    @Test
    void whenNobodyKnowsWhatAnUpdateLeftTheServerIsTriedAnew() throws Exception {
        // Given
        vllm.faults.put("/w/5", List.of((server, exchange, request) -> {
            vllm.replace(Map.of(FakeVllm.ADAPTER, "/w/5"));
            FaultServer.cut().give(server, exchange, request);
        }));
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            engine.announced(version(4, "file:///w/4"));
            engine.probe();

            // When
            engine.announced(version(5, "file:///w/5"));
            awaitUpdates("LOST", 1);

            // Then
            assertThatThrownBy(() -> completed(engine))
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessageContaining("nobody knows its weights after an update that failed");
            engine.probe();
            assertThat(completed(engine).policy()).isEqualTo(new PolicyVersions(5, 5));
        }
    }

    @Test
    void weightsThatWereOverwrittenInTheirPlaceCannotTellWhetherTheyWereLoaded() throws Exception {
        // Given
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            engine.announced(version(4, "file:///w/4"));
            engine.probe();
            vllm.faults.put("/w/4", List.of(FakeVllm.error(500, "cannot load")));

            // When
            engine.announced(version(5, "file:///w/4"));
            awaitUpdates("LOST", 1);

            // Then
            engine.probe();
            assertThat(completed(engine).policy()).isEqualTo(new PolicyVersions(5, 5));
        }
    }

    @Test
    void aServerThatWasStartedAnewIsGivenItsWeightsAgain() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            // Given
            engine.announced(version(5, "file:///w/5"));
            engine.probe();

            // When
            vllm.replace(Map.of());

            // Then
            assertThatThrownBy(() -> completed(engine)).hasMessageContaining("does not exist");
            engine.probe();
            assertThat(completed(engine).text()).isEqualTo("by /w/5 on /w/5");
        }
    }

    @Test
    void aReplyOfAVersionThatTheServerWasNotGivenIsNotUsed() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.SGLANG, sglang.http)) {
            // Given
            engine.announced(version(5, "file:///w/5"));
            engine.probe();

            // When
            sglang.become("/models/base", "default");

            // Then
            assertThatThrownBy(() -> completed(engine)).hasMessageContaining("was it started anew");
            engine.probe();
            assertThat(completed(engine).policy()).isEqualTo(new PolicyVersions(5, 5));
        }
    }

    @Test
    void somebodyElsesUpdateIsNoticed() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));
            engine.probe();
            vllm.replace(Map.of(FakeVllm.ADAPTER, "/elsewhere"));

            // When
            engine.announced(version(5, "file:///w/5"));
            awaitUpdates("FOREIGN", 1);

            // Then
            assertThatThrownBy(() -> completed(engine)).hasMessageContaining("let one worker own them");
            engine.probe();
            assertThat(completed(engine).policy()).isEqualTo(new PolicyVersions(5, 5));
        }
    }

    @Test
    void aCompletionThatSomebodyElsesWeightsMayHaveSampledIsNotStamped() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));
            engine.probe();

            // When
            vllm.replace(Map.of(FakeVllm.ADAPTER, "/w/5"));

            // Then
            assertThatThrownBy(() -> completed(engine)).hasMessageContaining("let one worker own them");
            assertThat(updates("FOREIGN")).isEqualTo(1);
            engine.probe();
            assertThat(completed(engine).text()).isEqualTo("by /w/4 on /w/4");
        }
    }

    @Test
    void weightsFromElsewhereAreNotLoaded() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            // Given
            vllm.with("/etc");
            engine.announced(version(4, "file:///w/4"));
            engine.probe();

            // When
            engine.announced(version(5, "file:///w/../etc"));
            awaitUpdates("UNTRUSTED", 1);

            // Then
            assertThat(vllm.calls).noneMatch(call -> call.contains("etc"));
            assertThat(completed(engine).policy()).isEqualTo(new PolicyVersions(4, 4));
        }
    }

    @Test
    void weightsThatTheTrainerPushesAreConfirmedAndNotLoaded() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.SGLANG, sglang.http)) {
            // Given
            sglang.become("/pushed", "4");
            engine.announced(version(4, null));
            engine.probe();

            // When
            engine.announced(version(5, null));
            awaitUpdates("FAILED", 1);
            Completed early = completed(engine);
            sglang.become("/pushed", "5");
            awaitUpdates("CONFIRMED", 2);
            Completed late = completed(engine);
            sglang.become("/pushed", "6");
            Completed later = completed(engine);

            // Then
            assertThat(early.policy()).isEqualTo(new PolicyVersions(4, 4));
            assertThat(late.policy()).isEqualTo(new PolicyVersions(5, 5));
            assertThat(later.policy()).isEqualTo(new PolicyVersions(5, 6));
            assertThat(sglang.calls).isEmpty();
        }
    }
}
