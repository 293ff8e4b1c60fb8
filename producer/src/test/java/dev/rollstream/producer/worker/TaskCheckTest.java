package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("NullAway") // generated setters take null where the schema does
class TaskCheckTest {
    private static ConsumerRecord<byte[], byte[]> record(String key) {
        return TestTasks.record(key, new byte[0], 0, 1_000);
    }

    static List<Arguments> defects() {
        Task.Builder good = TestTasks.task("run/1", 2);
        return List.of(
                Arguments.of("key", Task.newBuilder(good).build(), "run/2"),
                Arguments.of(
                        "not <run id>/<sequence>",
                        Task.newBuilder(good).setGroupId("x/y").build(),
                        "x/y"),
                Arguments.of("run id", Task.newBuilder(good).setRunId("other").build(), "run/1"),
                Arguments.of(
                        "group size is null",
                        Task.newBuilder(good).setGroupSize(null).build(),
                        "run/1"),
                Arguments.of(
                        "group size is 0", Task.newBuilder(good).setGroupSize(0).build(), "run/1"),
                Arguments.of(
                        "group size is 1025",
                        Task.newBuilder(good).setGroupSize(1025).build(),
                        "run/1"),
                Arguments.of("no prompt", Task.newBuilder(good).setPrompt(null).build(), "run/1"),
                Arguments.of("sampling", Task.newBuilder(good).setSampling(null).build(), "run/1"),
                Arguments.of(
                        "sampling",
                        Task.newBuilder(good)
                                .setSampling(SamplingParameters.newBuilder(good.getSampling())
                                        .setTopP(null)
                                        .build())
                                .build(),
                        "run/1"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void namesWhatMakesATaskUnusable(String part, Task task, String key) {
        assertThat(TaskCheck.defect(task, record(key)))
                .hasValueSatisfying(why -> assertThat(why).contains(part));
    }

    @Test
    void hasNothingToSayOfAGoodTask() {
        assertThat(TaskCheck.defect(TestTasks.task("run/1", 2).build(), record("run/1")))
                .isEmpty();
    }

    @Test
    void theDeadlineIsTheAppendTimePlusTheTimeToLive() {
        Task task = TestTasks.task("run/1", 2).build();
        assertThat(TaskCheck.deadlineMs(task, record("run/1"))).isEqualTo(61_000);
    }

    @Test
    void withoutATimeToLiveOrWithAnAbsurdOneThereIsNoDeadline() {
        Task none = TestTasks.task("run/1", 2).setTtlMs(null).build();
        Task absurd = TestTasks.task("run/1", 2).setTtlMs(Long.MAX_VALUE).build();
        assertThat(TaskCheck.deadlineMs(none, record("run/1"))).isEqualTo(Long.MAX_VALUE);
        assertThat(TaskCheck.deadlineMs(absurd, record("run/1"))).isEqualTo(Long.MAX_VALUE);
    }
}
