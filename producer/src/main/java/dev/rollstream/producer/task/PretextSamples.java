package dev.rollstream.producer.task;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.NoUsableImageException;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.producer.task.TaskSample.Origin;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.metrics.ByLabel;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Samples of a pretext run, made or read. What it skips on the way to a sample is counted by reason. */
public final class PretextSamples implements SampleSource {
    private static final Metric SKIPPED = Metric.counter(
                    "rollstream_tasks_pretext_skipped_total",
                    "attempts",
                    "Attempts to make or read a sample that gave none, by the task that was wanted.")
            .by("task", "reason");

    /** Its metrics. */
    public static final MetricCatalogue METRICS = new MetricCatalogue(
            "tasks_pretext",
            "Of a task producer that makes or reads samples; an attempt that gave none is followed by another.",
            List.of(SKIPPED));

    private final SampleRun run;
    private final ByLabel<ByLabel<Counter>> skips;

    /** Samples of that run. */
    public PretextSamples(SampleRun run, MeterRegistry metrics) {
        this.run = run;
        this.skips = new ByLabel<>(task -> new ByLabel<>(reason -> SKIPPED.counter(metrics, task, reason)));
    }

    /**
     * {@inheritDoc}
     *
     * @throws StageException if the images give no sample
     */
    @Override
    public SampleOutcome sample(long sequence) {
        try {
            Draw draw = run.at(sequence);
            for (GeneratedSample.Skip skip : draw.skips()) {
                skips.of(skip.task()).of(skip.reason().name()).increment();
            }
            return draw instanceof GeneratedSample generated ? task(generated.sample()) : skipped(draw);
        } catch (NoUsableImageException e) {
            throw new StageException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public long patience() {
        return run.patience();
    }

    private static SkippedSample skipped(Draw empty) {
        GeneratedSample.Skip why = empty.skips().get(0);
        return new SkippedSample(reason(why).replace('_', '-'), why.detail());
    }

    private static String reason(GeneratedSample.Skip skip) {
        return skip.reason().name().toLowerCase(Locale.ROOT);
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
        return new TaskSample(sample.before(), sample.prompt(), images, sample.answer(), origin);
    }

    private static TaskImage image(EncodedImage image) {
        return new TaskImage(
                ByteBuffer.wrap(image.bytes()), image.mediaType(), image.width(), image.height(), image.sha256());
    }
}
