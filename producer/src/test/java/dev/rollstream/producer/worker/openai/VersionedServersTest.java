package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Dialect;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine that updates its servers asks of them, and how tasks come to servers that have their version. */
@Timeout(60)
class VersionedServersTest extends UpdatingEngineTest {
    @Test
    void withoutTheEndpointsThatItNeedsAServerIsNotFit() throws Exception {
        try (FakeVllm plain = new FakeVllm().with("/w/4");
                OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, plain.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));

            // When / Then
            assertThatThrownBy(engine::probe)
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessageContaining("VLLM_SERVER_DEV_MODE=1");
            assertThat(plain.calls).isEmpty();
        }
    }

    @Test
    void beforeAnyVersionTheEngineIsUnavailable() {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            assertThat(engine.needsPolicy()).isTrue();
            assertThatThrownBy(engine::probe)
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessageContaining("no version of the policy has been announced");
        }
    }

    @Test
    void aTaskThatNeedsAVersionGoesToAServerThatHasIt() throws Exception {
        try (FakeVllm slow = new FakeVllm().inDevelopmentMode().with("/w/4");
                OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http, slow.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));
            engine.probe();
            engine.announced(version(5, "file:///w/5"));
            Task task = task(8).setMinPolicyVersion(5L).build();

            // When
            List<MemberResult> members = generate(engine, request(task));

            // Then
            assertThat(members).hasSize(8).allSatisfy(member -> assertThat(((Completed) member).policy())
                    .isEqualTo(new PolicyVersions(5, 5)));
            assertThat(slow.http.requests()).isEmpty();
        }
    }

    @Test
    void aTaskWhoseVersionNoServerGetsFailsAtItsDeadline() throws Exception {
        try (OpenAiEngine engine = updatingEngine(ServerFlavor.VLLM, vllm.http)) {
            // Given
            engine.announced(version(4, "file:///w/4"));
            engine.probe();
            Task task = task(1).setMinPolicyVersion(6L).build();

            // When
            List<MemberResult> members = generate(engine, new GenerationRequest(task, Optional.empty(), NOW_MS - 1));

            // Then
            assertThat(members)
                    .containsExactly(new Failed(
                            0, Fault.DEADLINE, "no server had the task's policy version before the group's deadline"));
        }
    }

    @Test
    void whatCannotBeUpdatedIsRefusedAtOnce() {
        assertThatThrownBy(() -> updating(ServerFlavor.LLAMACPP, vllm.http))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not into llamacpp");
        assertThatThrownBy(() -> new OpenAiSettings(
                        List.of(vllm.http.address()),
                        Dialect.of(ServerFlavor.VLLM),
                        Optional.empty(),
                        traffic(false, Duration.ofSeconds(1)),
                        Versions.updated(List.of(ROOT))))
                .hasMessageContaining("--engine-model");
    }
}
