package dev.rollstream.pretext;

import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.SourceImage;
import java.util.ArrayList;
import java.util.List;

/**
 * An endless numbered run of samples over a set of images.
 *
 * <p>Sample n is a function of images, options and n alone, whatever was made before; a run can therefore start anywhere and be
 * made by many threads. Sources are taken in a new random order every pass over the set. Where a source gives no sample, the
 * sequence tries the others in an order of its own, and then again with new draws; other sequences do not shift. Thread-safe.
 */
public final class PretextGenerator {
    private final ImageSource source;
    private final GeneratorOptions options;
    private final SampleSeeds seeds;
    private final ImageCache cache;

    /** A run over {@code source}. */
    public PretextGenerator(ImageSource source, GeneratorOptions options) {
        this.source = source;
        this.options = options;
        this.seeds = new SampleSeeds(options.runSeed());
        this.cache = new ImageCache(source, options.cacheBytes());
    }

    /**
     * The sample of one sequence number.
     *
     * @throws NoUsableImageException when {@link GeneratorOptions#maxAttempts()} attempts in a row gave none, or every source is
     *     unusable
     */
    public GeneratedSample at(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence must not be negative: " + sequence);
        }
        SeededRandom schedule = seeds.schedule(sequence);
        PretextTask task = options.mix().draw(schedule);
        SeededOrder others = new SeededOrder(source.size(), schedule);
        List<Skip> skips = new ArrayList<>();
        for (int attempt = 0; attempt < options.maxAttempts(); attempt++) {
            int index = attempt == 0 ? first(sequence) : others.at((attempt - 1) % source.size());
            int draw = attempt == 0 ? 0 : 1 + (attempt - 1) / source.size();
            TaskOutcome outcome = attempt(task, index, sequence, draw);
            if (outcome instanceof Sample sample) {
                return new GeneratedSample(sequence, sample, skips);
            } else if (outcome instanceof TaskOutcome.Skipped skipped) {
                skips.add(new Skip(source.name(index), task.name(), skipped.reason(), skipped.detail()));
            }
            if (cache.rejectedCount() == source.size()) {
                break;
            }
        }
        throw new NoUsableImageException(task.name(), skips);
    }

    private TaskOutcome attempt(PretextTask task, int index, long sequence, int draw) {
        LoadOutcome loaded = cache.load(index);
        if (loaded instanceof LoadOutcome.Rejected bad) {
            return new TaskOutcome.Skipped(bad.reason(), bad.detail());
        }
        SourceImage image = ((LoadOutcome.Loaded) loaded).image();
        return task.make(image, seeds.seed(sequence, draw, image.sha256()), options.tasks());
    }

    /** The source whose turn it is: every pass over the set is a permutation of it. */
    private int first(long sequence) {
        long pass = sequence / source.size();
        SeededRandom random = new SeededRandom(SeededRandom.mix(options.runSeed() ^ SeededRandom.mix(~pass)));
        return new SeededOrder(source.size(), random).at((int) (sequence % source.size()));
    }

    /** Samples one after the other from {@code firstSequence} on, with counts; for one thread. */
    public SampleStream from(long firstSequence) {
        return new SampleStream(this, firstSequence);
    }
}
