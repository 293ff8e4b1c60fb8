package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.pretext.Turn;
import dev.rollstream.producer.task.TaskProducerOptions.ImageSettings;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // generated constructors take null where the schema does
class TaskFactoryTest {
    private static final TaskProducerOptions OPTIONS = TaskProducerOptions.of(Run.named("run", OptionalLong.empty()));

    private static GroupDraft.Made made(TaskProducerOptions options, long sequence) {
        return (GroupDraft.Made)
                new TaskFactory(options).draft(sequence, TestSamples.sample(sequence, 10), OptionalLong.empty());
    }

    @Test
    void nothingInATaskComesFromTheSamplesOriginButItsTaskType() throws Exception {
        // When
        Task task = made(OPTIONS, 3).task();

        // Then
        String bytes = new String(task.toByteBuffer().array(), StandardCharsets.ISO_8859_1);
        assertThat(bytes)
                .doesNotContain("ANSWER")
                .doesNotContain("source")
                .doesNotContain("variant-x")
                .doesNotContain("strict");
        assertThat(task.toString()).doesNotContain("987654324");
        assertThat(task.getTaskType()).isEqualTo("flip");
        assertThat(task.getGroupId()).isEqualTo("run/3");
    }

    @Test
    void messagesBeforeThePromptReachTheWorker() {
        // Given
        TaskSample plain = TestSamples.sample(3, 10);
        TaskSample conversation = new TaskSample(
                List.of(new Turn("system", "Be brief.")),
                plain.prompt(),
                plain.images(),
                plain.answer(),
                plain.origin());

        // When
        GroupDraft draft = new TaskFactory(OPTIONS).draft(3, conversation, OptionalLong.empty());

        // Then
        Task task = ((GroupDraft.Made) draft).task();
        assertThat(task.getMessages()).singleElement().satisfies(message -> {
            assertThat(message.getRole()).isEqualTo("system");
            assertThat(message.getContent()).isEqualTo("Be brief.");
        });
        assertThat(task.getPrompt()).isEqualTo(plain.prompt());
        assertThat(made(OPTIONS, 3).task().getMessages()).isEmpty();
    }

    @Test
    void samplingIsCompleteAndItsSeedDependsOnPublicSeedAndSequenceAlone() {
        // Given
        TaskProducerOptions other =
                OPTIONS.withSampling(SamplingSettings.defaults().withSeed(1));

        // When
        List<Long> seeds = LongStream.range(0, 100)
                .mapToObj(
                        sequence -> made(OPTIONS, sequence).task().getSampling().getSeed())
                .toList();

        // Then
        SamplingParameters sampling = made(OPTIONS, 0).task().getSampling();
        assertThat(sampling.getTemperature()).isEqualTo(1.0);
        assertThat(sampling.getTopP()).isEqualTo(1.0);
        assertThat(sampling.getTopK()).isZero();
        assertThat(sampling.getMinP()).isZero();
        assertThat(sampling.getMaxTokens()).isEqualTo(2048);
        assertThat(seeds).doesNotHaveDuplicates().allMatch(seed -> seed >= 0 && seed < 1L << 53);
        assertThat(made(OPTIONS, 7).task().getSampling().getSeed()).isEqualTo(seeds.get(7));
        assertThat(made(other, 7).task().getSampling().getSeed()).isNotEqualTo(seeds.get(7));
    }

    @Test
    void theKeyCarriesAnswerOriginAndTheTasksPlace() {
        // Given
        TaskFactory factory = new TaskFactory(OPTIONS);
        GroupDraft.Made made = made(OPTIONS, 3);

        // When
        AnswerKeyEvent event = factory.keyEvent(made, new RecordRef(null, 2, 17L));

        // Then
        AnswerKey key = event.getAnswerKey();
        assertThat(event.getType()).isEqualTo(AnswerKeyEventType.KEY);
        assertThat(key.getAnswer()).isEqualTo("ANSWER-3");
        assertThat(key.getSource()).isEqualTo("source-3.jpg");
        assertThat(key.getTask()).isEqualTo(new RecordRef(null, 2, 17L));
        assertThat(key.getGroupSize()).isEqualTo(made.task().getGroupSize());
        assertThat(key.getTtlMs()).isEqualTo(made.task().getTtlMs());
    }

    @Test
    void aCancelNamesGroupAndReason() {
        // When
        AnswerKeyEvent event = new TaskFactory(OPTIONS).cancelEvent(new GroupId("run", 3), "not wanted");

        // Then
        assertThat(event.getGroupId()).isEqualTo("run/3");
        assertThat(event.getType()).isEqualTo(AnswerKeyEventType.CANCEL);
        assertThat(event.getCancel().getReason()).isEqualTo("not wanted");
    }

    @Test
    void picturesThatDoNotFitAreRefusedWithoutAStore() {
        // Given
        TaskFactory factory = new TaskFactory(OPTIONS.withImages(new ImageSettings(100, Optional.empty())));

        // When
        GroupDraft draft = factory.draft(0, TestSamples.sample(0, 101), OptionalLong.empty());

        // Then
        assertThat(draft).isInstanceOfSatisfying(GroupDraft.Refused.class, refused -> {
            assertThat(refused.reason().reason()).isEqualTo("image-too-large");
            assertThat(refused.reason().detail()).contains("101").contains("100");
        });
    }

    @Test
    void picturesThatDoNotFitGoToTheStoreUnderTheirHash(@TempDir Path folder) throws Exception {
        // Given
        Path store = folder.resolve("pictures");
        TaskFactory factory = new TaskFactory(OPTIONS.withImages(new ImageSettings(100, Optional.of(store))));

        // When
        GroupDraft.Made made = (GroupDraft.Made) factory.draft(0, TestSamples.sample(5, 101), OptionalLong.of(4));
        factory.draft(1, TestSamples.sample(5, 101), OptionalLong.of(4));

        // Then
        dev.rollstream.avro.Image image = made.task().getImages().get(0);
        Path file = store.resolve(image.getSha256() + ".png");
        assertThat(image.getData()).isNull();
        assertThat(image.getUri()).isEqualTo(file.toUri().toString());
        assertThat(Files.readAllBytes(file)).hasSize(101).startsWith(5);
        assertThat(store).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.part-*");
        assertThat(made.task().getMinPolicyVersion()).isEqualTo(4);
    }

    @Test
    void aPromptMustNameEachPictureOnce() {
        // Given
        TaskSample sample = TestSamples.sample(0, 1);

        // When / Then
        assertThatThrownBy(() -> new TaskSample("no picture", sample.images(), "A", sample.origin()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 <image> placeholders for 1 pictures");
    }
}
