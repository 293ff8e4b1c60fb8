package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Dialect;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Engines that bring weights into their servers themselves, before fakes of vLLM and SGLang that know versions 4 and 5. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class UpdatingEngineTest extends EngineTest {
    static final URI ROOT = URI.create("file:///w");

    FakeVllm vllm;

    FakeSglang sglang;

    @BeforeEach
    void startFakes() throws Exception {
        vllm = new FakeVllm().inDevelopmentMode().with("/w/4").with("/w/5");
        sglang = new FakeSglang().with("/w/4").with("/w/5");
    }

    @AfterEach
    void stopFakes() {
        vllm.close();
        sglang.close();
    }

    OpenAiSettings updating(ServerFlavor flavor, FaultServer... servers) {
        return new OpenAiSettings(
                Stream.of(servers).map(FaultServer::address).toList(),
                new Dialect(flavor, Optional.of(FakeVllm.ADAPTER), flavor.logprobs(), ""),
                Optional.empty(),
                traffic(false, Duration.ofSeconds(30)),
                Versions.updated(List.of(ROOT)));
    }

    /** An engine whose waiting between tries is short, but not nothing. */
    OpenAiEngine updatingEngine(ServerFlavor flavor, FaultServer... servers) {
        CountDownLatch never = new CountDownLatch(1);
        Backoff backoff = new Backoff(
                time -> {
                    pauses.add(time);
                    assertThat(never.await(2, TimeUnit.MILLISECONDS)).isFalse();
                },
                () -> 1.0);
        return new OpenAiEngine(
                updating(flavor, servers), meters, new OpenAiEngine.Surroundings(backoff, nowNs::get, nowMs::get));
    }

    static PolicyVersion version(long number, @Nullable String uri) {
        return PolicyVersion.newBuilder()
                .setPolicyId("p")
                .setVersion(number)
                .setWeightsUri(uri)
                .build();
    }

    double updates(String outcome) {
        return meters.counter("rollstream_worker_openai_weight_updates_total", "outcome", outcome)
                .count();
    }

    void awaitUpdates(String outcome, int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(updates(outcome)).isGreaterThanOrEqualTo(count));
    }

    static Completed completed(OpenAiEngine engine) throws Exception {
        return (Completed) generate(engine, request(task(1).build())).get(0);
    }
}
