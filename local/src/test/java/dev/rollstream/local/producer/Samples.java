package dev.rollstream.local.producer;

import dev.rollstream.producer.task.SampleOutcome;
import dev.rollstream.producer.task.SampleSource;
import dev.rollstream.producer.task.TaskImage;
import dev.rollstream.producer.task.TaskSample;
import java.util.List;

/** Flip tasks without pictures worth looking at. */
final class Samples implements SampleSource {
    /** The answer to a sequence number. */
    static String answer(long sequence) {
        return sequence % 4 + "-" + sequence / 4 % 2;
    }

    @Override
    public SampleOutcome sample(long sequence) {
        TaskImage image = TaskImage.of(new byte[] {1, 2, 3, (byte) sequence}, "image/png", 8, 8);
        return new TaskSample(
                "<image> Which patch is flipped?",
                List.of(image),
                answer(sequence),
                new TaskSample.Origin("flip", "2x2", "strict", "secret-source-" + sequence + ".png", 4711 + sequence));
    }
}
