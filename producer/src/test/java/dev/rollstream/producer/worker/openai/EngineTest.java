package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Image;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Dialect;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Traffic;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An engine before one server that does what a test says, with clock, dice and waiting in the test's hands. */
abstract class EngineTest {
    static final long NOW_MS = 1_700_000_000_000L;

    final List<Duration> pauses = new CopyOnWriteArrayList<>();

    final AtomicLong nowNs = new AtomicLong();

    final AtomicLong nowMs = new AtomicLong(NOW_MS);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init")
    FaultServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FaultServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Traffic traffic(boolean wholeGroup, Duration replyTimeout) {
        return new Traffic(wholeGroup, 4, 3, Duration.ofSeconds(5), replyTimeout, 1 << 20);
    }

    OpenAiSettings settings(ServerFlavor flavor) {
        return new OpenAiSettings(
                List.of(server.address()),
                Dialect.of(flavor),
                Optional.empty(),
                traffic(false, Duration.ofSeconds(30)),
                Versions.none());
    }

    OpenAiEngine engine(OpenAiSettings settings) {
        return new OpenAiEngine(
                settings,
                meters,
                new OpenAiEngine.Surroundings(new Backoff(pauses::add, () -> 1.0), nowNs::get, nowMs::get));
    }

    static Task.Builder task(int members) {
        return Task.newBuilder()
                .setGroupId("run/1")
                .setRunId("run")
                .setGroupSize(members)
                .setPrompt("Which one?")
                .setSampling(SamplingParameters.newBuilder()
                        .setTemperature(0.9)
                        .setTopP(0.8)
                        .setTopK(20)
                        .setMinP(0.05)
                        .setMaxTokens(100)
                        .setSeed(7L)
                        .setStop(List.of("END"))
                        .build());
    }

    static GenerationRequest request(Task task) {
        return new GenerationRequest(task, Optional.empty(), Long.MAX_VALUE);
    }

    static List<MemberResult> generate(OpenAiEngine engine, GenerationRequest request)
            throws EngineUnavailableException, InterruptedException {
        List<MemberResult> members = new ArrayList<>();
        engine.generate(request, members::add);
        members.sort(Comparator.comparingInt(MemberResult::index));
        return members;
    }

    MemberResult one(OpenAiSettings settings) throws EngineUnavailableException, InterruptedException {
        try (OpenAiEngine engine = engine(settings)) {
            engine.probe();
            return generate(engine, request(task(1).build())).get(0);
        }
    }

    static Image image(String content) {
        return Image.newBuilder()
                .setMediaType("image/png")
                .setData(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    static String url(String content) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    static OpenAiSettings with(OpenAiSettings settings, Traffic traffic) {
        return new OpenAiSettings(settings.servers(), settings.dialect(), settings.key(), traffic, settings.versions());
    }

    OpenAiSettings settings(ServerFlavor flavor, List<URI> servers) {
        OpenAiSettings one = settings(flavor);
        return new OpenAiSettings(servers, one.dialect(), one.key(), one.traffic(), one.versions());
    }

    /** The member failed of that fault, and says why. */
    static void assertFailed(MemberResult member, Fault fault, String why) {
        assertThat(member).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.fault()).isEqualTo(fault);
            assertThat(failed.error()).contains(why);
        });
    }
}
