package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Image;
import dev.rollstream.avro.Task;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskCheckTest {
    private static void check(Task task, Integer... indices) throws InvalidPayloadException {
        TaskCheck.check(
                task,
                Groups.indexed(1, 9, 3, 3),
                Stream.of(indices).map(index -> Groups.member(index).build()).toList());
    }

    @Test
    void acceptsWhatFits() {
        assertThatCode(() -> check(Groups.task().build(), 0, 3)).doesNotThrowAnyException();
        assertThatCode(() -> check(
                        Groups.task().clearGroupSize().setImages(List.of()).build(), 0, 99))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(
                        Groups.task()
                                .setImages(List.of(Groups.image()
                                        .clearData()
                                        .setUri("file:/a.png")
                                        .build()))
                                .build(),
                        0))
                .doesNotThrowAnyException();
    }

    private static Arguments broken(UnaryOperator<Task.Builder> change, String problem) {
        return Arguments.of(change.apply(Groups.task()).build(), problem);
    }

    private static Arguments brokenImage(UnaryOperator<Image.Builder> change, String problem) {
        Image sound = Groups.image().build();
        return broken(
                task -> task.setImages(
                        List.of(sound, change.apply(Groups.image()).build())),
                "image 1: " + problem);
    }

    static List<Arguments> broken() {
        return List.of(
                broken(t -> t.setGroupId("run/8"), "the task belongs to group 'run/8'"),
                broken(t -> t.setRunId("other"), "the task belongs to run 'other'"),
                broken(t -> t.setGroupSize(3), "member 3 of a task for 3 completions"),
                brokenImage(i -> i.clearSha256(), "has no checksum"),
                brokenImage(i -> i.setSha256("00"), "does not match its checksum"),
                brokenImage(i -> i.setData(ByteBuffer.wrap(new byte[3])), "does not match its checksum"),
                brokenImage(i -> i.clearData(), "must have either data or a URI"),
                brokenImage(i -> i.setUri("file:/a.png"), "must have either data or a URI"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void namesWhatDoesNotFit(Task task, String problem) {
        assertThatThrownBy(() -> check(task, 0, 3))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageContaining(problem);
    }
}
