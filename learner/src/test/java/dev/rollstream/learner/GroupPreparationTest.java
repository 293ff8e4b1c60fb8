package dev.rollstream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import dev.rollstream.learner.reader.GroupRef;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.learner.reader.TrainingMember;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What cannot be learned from must be refused with a reason, and never spoil a batch. */
class GroupPreparationTest {
    private static final GroupPreparation PREPARATION = new GroupPreparation("policy", 1, 64);

    private static ByteBuffer png() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static SamplingParameters.Builder sampling() {
        return SamplingParameters.newBuilder()
                .setTemperature(1.0)
                .setTopP(1.0)
                .setTopK(0)
                .setMinP(0.0)
                .setMaxTokens(18);
    }

    private static Task.Builder task() {
        return Task.newBuilder()
                .setGroupId("run/7")
                .setRunId("run")
                .setPrompt("<image>Which patch is flipped?")
                .setImages(List.of(Image.newBuilder().setData(png()).build()));
    }

    private static Sequence.Builder sequence(int... tokens) {
        return Sequence.newBuilder()
                .setTokenCount(tokens.length)
                .setTokenIds(PackedArrays.packInts(tokens))
                .setLogprobs(PackedArrays.packFloats(new float[tokens.length]));
    }

    private static Rollout.Builder rollout() {
        return Rollout.newBuilder()
                .setGroupId("run/7")
                .setRunId("run")
                .setIndex(0)
                .setPolicyId("policy")
                .setLogprobKind(LogprobKind.PROCESSED)
                .setSampling(sampling().build())
                .setSequences(List.of(sequence(3, 1, 13).build()));
    }

    private static GroupPreparation.Outcome learn(Task task, Rollout rollout) {
        Member member = Member.newBuilder()
                .setIndex(0)
                .setAdvantage(0.5)
                .setReward(1.0)
                .setPolicyVersionMin(4L)
                .build();
        AdvantageGroup terminal = AdvantageGroup.newBuilder()
                .setGroupId("run/7")
                .setRunId("run")
                .setMembers(List.of(member))
                .build();
        return PREPARATION.of(new TrainingGroup(
                new GroupRef("run/7", "run", 1, 9), terminal, task, List.of(new TrainingMember(member, rollout)), 100));
    }

    private static String refusal(UnaryOperator<Rollout.Builder> change) {
        return refusal(task().build(), change.apply(rollout()).build());
    }

    private static String refusal(Task task, Rollout rollout) {
        GroupPreparation.Outcome outcome = learn(task, rollout);
        assertThat(outcome).isInstanceOf(GroupPreparation.Outcome.Unfit.class);
        GroupPreparation.Outcome.Unfit unfit = (GroupPreparation.Outcome.Unfit) outcome;
        assertThat(unfit.refused().outcome()).isEqualTo(ReceiptOutcome.PAYLOAD_INVALID);
        return unfit.refused().detail();
    }

    @Test
    void learnsFromWhatThePolicySampled() {
        // When
        GroupPreparation.Outcome outcome = learn(task().build(), rollout().build());

        // Then
        assertThat(outcome).isInstanceOf(GroupPreparation.Outcome.Ready.class);
        PreparedGroup group = ((GroupPreparation.Outcome.Ready) outcome).group();
        assertThat(group.learned().members()).hasSize(1);
        assertThat(group.learned().members().get(0).tokens()).containsExactly(3, 1, 13);
        assertThat(group.learned().members().get(0).advantage()).isEqualTo(0.5);
        assertThat(group.staleness(6)).isEqualTo(2);
        assertThat(group.meanReward()).isEqualTo(1.0);
    }

    @Test
    void refusesWhatAnotherPolicySampled() {
        assertThat(refusal(rollout -> rollout.setPolicyId("other"))).contains("sampled by policy other");
    }

    @Test
    void refusesProbabilitiesThatItCannotCompute() {
        assertThat(refusal(rollout -> rollout.setLogprobKind(LogprobKind.UNKNOWN)))
                .contains("of kind UNKNOWN");
        assertThat(refusal(
                        rollout -> rollout.setSampling(sampling().setTopP(0.9).build())))
                .contains("truncated distribution");
        assertThat(refusal(rollout ->
                        rollout.setSampling(sampling().setTemperature(0.7).build())))
                .contains("at temperature 0.7");
        assertThat(refusal(Rollout.Builder::clearSampling)).contains("truncated distribution");
    }

    @Test
    void refusesTokensThatThePolicyDoesNotHave() {
        assertThat(refusal(rollout ->
                        rollout.setSequences(List.of(sequence(3, 70_000).build()))))
                .contains("token 1 is 70000");
        assertThat(refusal(rollout ->
                        rollout.setSequences(List.of(sequence(3).clearTokenIds().build()))))
                .contains("no token ids");
        assertThat(refusal(rollout ->
                        rollout.setSequences(List.of(sequence(3).clearLogprobs().build()))))
                .contains("no log-probabilities");
        assertThat(refusal(rollout -> rollout.setSequences(List.of()))).contains("not one sequence");
    }

    @Test
    void refusesPicturesThatDoNotDecode() {
        Image broken = Image.newBuilder()
                .setData(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .build();
        Image elsewhere = Image.newBuilder().setUri("file:///x.png").build();

        assertThat(refusal(task().setImages(List.of(broken)).build(), rollout().build()))
                .contains("neither JPEG nor PNG");
        assertThat(refusal(
                        task().setImages(List.of(elsewhere)).build(), rollout().build()))
                .contains("a picture lies at a URI");
    }
}
