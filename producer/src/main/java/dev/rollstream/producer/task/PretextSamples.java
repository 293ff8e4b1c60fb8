package dev.rollstream.producer.task;

import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.NoUsableImageException;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.producer.task.TaskSample.Origin;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Samples of a pretext generator. What it skips on the way to a sample is counted by reason. */
public final class PretextSamples implements SampleSource {
    private final PretextGenerator generator;
    private final MeterRegistry metrics;

    /** Samples of that generator. */
    public PretextSamples(PretextGenerator generator, MeterRegistry metrics) {
        this.generator = generator;
        this.metrics = metrics;
    }

    /**
     * {@inheritDoc}
     *
     * @throws StageException if the images give no sample
     */
    @Override
    public SampleOutcome sample(long sequence) {
        try {
            GeneratedSample generated = generator.at(sequence);
            for (GeneratedSample.Skip skip : generated.skips()) {
                String reason = skip.reason().name().toLowerCase(Locale.ROOT);
                metrics.counter("rollstream.pretext.skipped", "task", skip.task(), "reason", reason)
                        .increment();
            }
            return task(generated.sample());
        } catch (NoUsableImageException e) {
            throw new StageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static TaskSample task(Sample sample) {
        List<TaskImage> images =
                sample.images().stream().map(PretextSamples::image).toList();
        Origin origin = new Origin(
                sample.task(),
                sample.variant(),
                sample.mode().name().toLowerCase(Locale.ROOT),
                sample.source(),
                sample.seed());
        return new TaskSample(sample.prompt(), images, sample.answer(), origin);
    }

    private static TaskImage image(EncodedImage image) {
        return new TaskImage(
                ByteBuffer.wrap(image.bytes()), image.mediaType(), image.width(), image.height(), image.sha256());
    }
}
