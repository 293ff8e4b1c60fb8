package dev.rollstream.pretext;

import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An endless numbered run of samples over a set of images.
 *
 * <p>Sample n is a function of images, options and n alone, whatever was made before; a run can therefore start anywhere and be
 * made by many threads. Sources are taken in a new random order every pass over the set. Where a source gives no sample, the
 * sequence tries the others in an order of its own, and then again with new draws; other sequences do not shift. Where every
 * depth map turns out to be broken, tasks that need one give their place to others of the mix. Thread-safe.
 */
public final class PretextGenerator implements SampleRun {
    private final ImageSource source;
    private final GeneratorOptions options;
    private final SampleSeeds seeds;
    private final ImageCache cache;
    /** Sources with a depth map, by index. */
    private final int[] withDepth;

    /**
     * A run over {@code source}.
     *
     * @throws IllegalArgumentException if the mix has a task that needs depth and no source has a depth map
     */
    public PretextGenerator(ImageSource source, GeneratorOptions options) {
        this.source = source;
        this.options = options;
        this.seeds = new SampleSeeds(options.runSeed());
        this.cache = new ImageCache(source, options.cacheBytes());
        this.withDepth =
                IntStream.range(0, source.size()).filter(source::hasDepth).toArray();
        List<String> blind = withDepth.length > 0 ? List.of() : options.mix().needingDepth();
        if (!blind.isEmpty()) {
            throw new IllegalArgumentException(
                    "no picture has a depth map, which " + String.join(" and ", blind) + " tasks are made of");
        }
    }

    /**
     * The sample of one sequence number.
     *
     * @throws NoUsableImageException when {@link GeneratorOptions#maxAttempts()} attempts in a row gave none, or every source is
     *     unusable
     */
    @Override
    public GeneratedSample at(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence must not be negative: " + sequence);
        }
        SeededRandom schedule = seeds.schedule(sequence);
        PretextTask task = options.mix().draw(schedule);
        List<Skip> skips = new ArrayList<>();
        Optional<Sample> sample = make(task, sequence, schedule, skips);
        if (sample.isEmpty() && task.needsDepth() && noneUsable(skips)) {
            Optional<TaskMix> rest = options.mix().withoutDepth();
            if (rest.isPresent()) {
                task = rest.get().draw(schedule);
                sample = make(task, sequence, schedule, skips);
            }
        }
        if (sample.isEmpty()) {
            throw new NoUsableImageException(task.name(), skips);
        }
        return new GeneratedSample(sequence, sample.get(), skips);
    }

    private Optional<Sample> make(PretextTask task, long sequence, SeededRandom schedule, List<Skip> skips) {
        int sources = task.needsDepth() ? withDepth.length : source.size();
        int first = first(sequence, sources);
        SeededOrder others = new SeededOrder(sources, schedule);
        for (int attempt = 0; attempt < options.maxAttempts(); attempt++) {
            int place = attempt == 0 ? first : others.at((attempt - 1) % sources);
            int index = task.needsDepth() ? withDepth[place] : place;
            int draw = attempt == 0 ? 0 : 1 + (attempt - 1) / sources;
            TaskOutcome outcome = attempt(task, index, sequence, draw);
            if (outcome instanceof Sample sample) {
                return Optional.of(sample);
            } else if (outcome instanceof TaskOutcome.Skipped skipped
                    && (attempt == 0 || place != first || skipped.reason().scope() == SkipReason.Scope.SAMPLE)) {
                skips.add(new Skip(source.name(index), task.name(), skipped.reason(), skipped.detail()));
            }
            if (attempt == sources && noneUsable(skips)) {
                break;
            }
        }
        return Optional.empty();
    }

    /** Whether nothing but broken pictures and depth maps was met, which no other draw would mend. */
    private static boolean noneUsable(List<Skip> skips) {
        return skips.stream().noneMatch(skip -> skip.reason().scope() == SkipReason.Scope.SAMPLE);
    }

    private TaskOutcome attempt(PretextTask task, int index, long sequence, int draw) {
        LoadOutcome loaded = cache.load(index, task.needsDepth());
        if (loaded instanceof LoadOutcome.Rejected bad) {
            return new TaskOutcome.Skipped(bad.reason(), bad.detail());
        }
        SourceImage image = ((LoadOutcome.Loaded) loaded).image();
        return task.make(image, seeds.seed(sequence, draw, image.sha256()), options.tasks());
    }

    /** Whose turn it is: every pass over so many sources is a permutation of them. */
    private int first(long sequence, int sources) {
        long turn = sequence / options.tasksPerSource();
        long pass = turn / sources;
        SeededRandom random = new SeededRandom(SeededRandom.mix(options.runSeed() ^ SeededRandom.mix(~pass)));
        return new SeededOrder(sources, random).at((int) (turn % sources));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Pictures are told apart by {@link ImageSource#identity(int)}.
     */
    @Override
    public Map<String, String> identity() {
        MessageDigest pictures = Sha256.digest();
        for (int i = 0; i < source.size(); i++) {
            pictures.update((source.identity(i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Map<String, String> identity = options.identity();
        identity.put(
                "pictures",
                source.size() + ", names and sizes " + HexFormat.of().formatHex(pictures.digest()));
        return identity;
    }

    /** Samples one after the other from {@code firstSequence} on, with counts; for one thread. */
    public SampleStream from(long firstSequence) {
        return new SampleStream(this, firstSequence);
    }
}
