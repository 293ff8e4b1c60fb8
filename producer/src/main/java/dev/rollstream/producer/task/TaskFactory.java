package dev.rollstream.producer.task;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.Cancel;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.Message;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.task.GroupSettings.Target;
import dev.rollstream.producer.task.TaskSample.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Splits a sample in two: the task, which workers see, and the answer key, which they do not. This class is the guarantee that
 * nothing in a task lets a worker derive the answer: of a sample's origin it takes the task type alone.
 */
@SuppressWarnings("NullAway") // generated setters take null where the schema does
final class TaskFactory {
    private final TaskProducerOptions options;
    private final Optional<ImageStore> imageStore;

    TaskFactory(TaskProducerOptions options) {
        this.options = options;
        this.imageStore = options.images().store().map(ImageStore::new);
    }

    /**
     * Makes a group of a sample.
     *
     * @param sequence the group's number
     * @param sample the sample
     * @param policyVersion version of the policy that workers wait for; empty: the one that all groups of the run ask for
     * @return the group, or the reason why it cannot be made
     */
    GroupDraft draft(long sequence, TaskSample sample, OptionalLong policyVersion) {
        boolean inline = sample.imageBytes() <= options.images().inlineLimitBytes();
        if (!inline && imageStore.isEmpty()) {
            return new GroupDraft.Refused(
                    sequence,
                    new SkippedSample(
                            "image-too-large",
                            "the pictures have " + sample.imageBytes() + " bytes, a task carries at most "
                                    + options.images().inlineLimitBytes() + "; name an image store for larger ones"));
        }
        String groupId = new GroupId(options.run().id(), sequence).toString();
        return new GroupDraft.Made(
                sequence, task(groupId, sequence, sample, images(sample, inline), policyVersion), answerKey(sample));
    }

    private Task task(
            String groupId, long sequence, TaskSample sample, List<Image> images, OptionalLong policyVersion) {
        GroupSettings group = options.group();
        Target target = group.target();
        return Task.newBuilder()
                .setGroupId(groupId)
                .setRunId(options.run().id())
                .setMessages(messages(sample))
                .setPrompt(sample.prompt())
                .setImages(images)
                .setGroupSize(group.size())
                .setSampling(options.sampling().forGroup(sequence))
                .setTtlMs(group.ttl().toMillis())
                .setPurpose(target.purpose())
                .setDataset(target.dataset().orElse(null))
                .setTaskType(sample.origin().taskType())
                .setPolicyId(target.policyId().orElse(null))
                .setMinPolicyVersion(boxed(policyVersion.isPresent() ? policyVersion : target.minPolicyVersion()))
                .build();
    }

    private static List<Message> messages(TaskSample sample) {
        return sample.before().stream()
                .map(turn -> Message.newBuilder()
                        .setRole(turn.role())
                        .setContent(turn.content())
                        .build())
                .toList();
    }

    private List<Image> images(TaskSample sample, boolean inline) {
        List<Image> images = new ArrayList<>();
        for (TaskImage image : sample.images()) {
            images.add(Image.newBuilder()
                    .setSha256(image.sha256())
                    .setMediaType(image.mediaType())
                    .setWidth(image.width())
                    .setHeight(image.height())
                    .setData(inline ? image.data() : null)
                    .setUri(inline ? null : imageStore.orElseThrow().put(image))
                    .build());
        }
        return images;
    }

    private AnswerKey answerKey(TaskSample sample) {
        GroupSettings group = options.group();
        Origin origin = sample.origin();
        return AnswerKey.newBuilder()
                .setAnswer(sample.answer())
                .setVerifier(group.scoring().verifier())
                .setVerifierParameters(group.scoring().verifierParameters())
                .setGroupSize(group.size())
                .setMinGroupSize(group.minSize().isPresent() ? group.minSize().getAsInt() : null)
                .setTtlMs(group.ttl().toMillis())
                .setPurpose(group.target().purpose())
                .setDataset(group.target().dataset().orElse(null))
                .setTaskType(origin.taskType())
                .setVariant(origin.variant())
                .setMode(origin.mode())
                .setEstimator(group.scoring().estimator().orElse(null))
                .setFilter(group.scoring().filter().orElse(null))
                .setSource(origin.source())
                .setSeed(origin.seed())
                .build();
    }

    /** The answer key event of a group whose task now lies somewhere. */
    AnswerKeyEvent keyEvent(GroupDraft.Made group, RecordRef task) {
        return event(group.task().getGroupId(), AnswerKeyEventType.KEY)
                .setAnswerKey(
                        AnswerKey.newBuilder(group.answerKey()).setTask(task).build())
                .build();
    }

    /** The event that ends a group before its deadline. */
    AnswerKeyEvent cancelEvent(GroupId group, String reason) {
        return event(group.toString(), AnswerKeyEventType.CANCEL)
                .setCancel(new Cancel(reason))
                .build();
    }

    private AnswerKeyEvent.Builder event(String groupId, AnswerKeyEventType type) {
        return AnswerKeyEvent.newBuilder()
                .setGroupId(groupId)
                .setRunId(options.run().id())
                .setType(type);
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
