package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.image.SkipReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PretextSamplesTest {
    @Test
    void aRowThatCannotBeUsedIsASkippedSampleAndCounted() {
        // Given
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        SampleRun broken = new SampleRun() {
            @Override
            public Draw at(long sequence) {
                return new EmptyDraw(
                        sequence, List.of(new Skip("a#1", "dataset", SkipReason.PICTURE_COUNT, "a#1: one too many")));
            }

            @Override
            public Map<String, String> identity() {
                return Map.of();
            }
        };
        // When
        SampleOutcome outcome = new PretextSamples(broken, meters).sample(1);
        // Then
        assertThat(outcome).isEqualTo(new SkippedSample("picture-count", "a#1: one too many"));
        assertThat(meters.counter(
                                "rollstream_tasks_pretext_skipped_total", "task", "dataset", "reason", "PICTURE_COUNT")
                        .count())
                .isEqualTo(1);
    }
}
