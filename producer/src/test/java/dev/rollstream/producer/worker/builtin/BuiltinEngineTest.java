package dev.rollstream.producer.worker.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollstream.avro.Image;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.policy.Weights;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinEngineTest {
    private static final ModelSize SIZE = new ModelSize(16, 12, 2, 1, 64);
    private static final int GROUP = 6;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private BuiltinEngine engine;

    @BeforeEach
    void start() {
        assumeThat(NativeEngine.unavailable(1)).isEmpty();
        engine = new BuiltinEngine(SIZE, 1, BuiltinEngine.weightPlaces(List.of()), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private PolicyVersion publish(long version) throws IOException {
        Path file = folder.resolve("v" + version + ".safetensors");
        try (Weights weights = Weights.random(SIZE, version)) {
            return PolicyVersion.newBuilder()
                    .setPolicyId("policy")
                    .setVersion(version)
                    .setWeightsUri(file.toUri().toString())
                    .setSha256(weights.save(file))
                    .build();
        }
    }

    private static Task.Builder task(long seed) throws IOException {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", picture);
        return Task.newBuilder()
                .setGroupId("run/1")
                .setRunId("run")
                .setGroupSize(GROUP)
                .setPrompt("<image>Which patch is flipped?")
                .setImages(List.of(Image.newBuilder()
                        .setData(ByteBuffer.wrap(picture.toByteArray()))
                        .build()))
                .setSampling(sampling(seed).build());
    }

    private static SamplingParameters.Builder sampling(long seed) {
        return SamplingParameters.newBuilder()
                .setTemperature(1.0)
                .setTopP(1.0)
                .setTopK(0)
                .setMinP(0.0)
                .setMaxTokens(8)
                .setSeed(seed);
    }

    private List<MemberResult> generate(Task task, PolicyVersion policy) throws Exception {
        List<MemberResult> members = new ArrayList<>();
        engine.generate(new GenerationRequest(task, Optional.of(policy), Long.MAX_VALUE), members::add);
        return members;
    }

    private List<String> texts(Task task, PolicyVersion policy) throws Exception {
        return generate(task, policy).stream()
                .map(member -> ((Completed) member).text())
                .toList();
    }

    @Test
    void samplesHangOnWeightsPromptAndSeedAlone() throws Exception {
        // Given
        PolicyVersion first = publish(1);

        // When
        List<String> once = texts(task(5).build(), first);
        List<String> again = texts(task(5).build(), first);
        List<String> otherSeed = texts(task(6).build(), first);

        // Then
        assertThat(again).isEqualTo(once).hasSize(GROUP);
        assertThat(otherSeed).isNotEqualTo(once);
    }

    @Test
    void everyMemberSaysWhichVersionSampledItAndHowLikelyItsTokensWere() throws Exception {
        // When
        List<MemberResult> members = generate(task(5).build(), publish(3));

        // Then
        assertThat(members).allSatisfy(member -> {
            Completed completed = (Completed) member;
            assertThat(completed.policy()).isEqualTo(new MemberResult.PolicyVersions(3, 3));
            MemberResult.Tokens tokens = completed.sampled().sequences().get(0);
            assertThat(tokens.ids()).isNotEmpty().hasSameSizeAs(tokens.logprobs());
            for (float logprob : tokens.logprobs()) {
                assertThat(logprob).isNegative().isFinite();
            }
        });
    }

    @Test
    void takesANewerVersionBetweenGroupsAndNeverGoesBack() throws Exception {
        // Given
        PolicyVersion first = publish(1);
        PolicyVersion second = publish(2);
        List<String> byFirst = texts(task(5).build(), first);

        // When
        List<String> bySecond = texts(task(5).build(), second);
        List<MemberResult> late = generate(task(5).build(), first);

        // Then
        assertThat(bySecond).isNotEqualTo(byFirst);
        assertThat(((Completed) late.get(0)).policy().newest()).isEqualTo(2);
    }

    @Test
    void weightsThatCannotBeHadAreTheEnginesFaultNotTheTasks() throws Exception {
        // Given
        PolicyVersion gone = publish(4);
        Files.delete(folder.resolve("v4.safetensors"));
        PolicyVersion pushed =
                PolicyVersion.newBuilder(publish(5)).setWeightsUri(null).build();
        PolicyVersion remote = PolicyVersion.newBuilder(publish(6))
                .setWeightsUri("http://host/w")
                .build();
        PolicyVersion altered =
                PolicyVersion.newBuilder(publish(7)).setSha256("0".repeat(64)).build();

        // When Then
        for (PolicyVersion version : List.of(gone, pushed, remote, altered)) {
            assertThatThrownBy(() -> generate(task(1).build(), version))
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessageContaining("version " + version.getVersion());
        }
    }

    @Test
    void whatIsWrongWithATaskFailsItsMembers() throws Exception {
        // Given
        PolicyVersion policy = publish(1);
        Task broken = task(1).setImages(List.of(Image.newBuilder()
                        .setData(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                        .build()))
                .build();
        Task truncated = task(1).setSampling(sampling(1).setTopK(5).build()).build();
        Task conversation = task(1).clearPrompt().build();

        // When Then
        for (Task task : List.of(broken, truncated, conversation)) {
            assertThat(generate(task, policy)).hasSize(GROUP).allSatisfy(member -> {
                assertThat(member).isInstanceOf(Failed.class);
                assertThat(((Failed) member).error()).isNotEmpty();
            });
        }
    }
}
