package dev.rollstream.producer.task;

import java.util.List;

/** Samples for tests. */
final class TestSamples {
    private TestSamples() {}

    /** A flip sample with one picture of that many bytes. */
    static TaskSample sample(long sequence, int imageBytes) {
        byte[] data = new byte[imageBytes];
        data[0] = (byte) sequence;
        return new TaskSample(
                "<image> Which one?",
                List.of(TaskImage.of(data, "image/png", 4, 4)),
                "ANSWER-" + sequence,
                new TaskSample.Origin(
                        "flip", "variant-x", "strict", "source-" + sequence + ".jpg", 987_654_321L + sequence));
    }
}
