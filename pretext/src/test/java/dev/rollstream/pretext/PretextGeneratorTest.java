package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.TestPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PretextGeneratorTest {
    private static final TaskMix BOTH = TaskMix.ofReleased(List.of(new ShuffleTask(), new FlipTask()));

    @Test
    void givesTheSameSampleForASequenceWhateverCameBefore() {
        // Given
        PretextGenerator all = generator(mixed(), 7);
        PretextGenerator late = generator(mixed(), 7);
        // When
        List<GeneratedSample> fromStart = take(all.from(0), 40);
        List<GeneratedSample> fromMiddle = take(late.from(25), 15);
        // Then
        assertThat(keys(fromMiddle)).isEqualTo(keys(fromStart).subList(25, 40));
        assertThat(fromStart).extracting(GeneratedSample::sequence).startsWith(0L, 1L, 2L);
    }

    @Test
    void givesOtherSamplesForAnotherRunSeed() {
        // When
        List<GeneratedSample> one = take(generator(mixed(), 1).from(0), 20);
        List<GeneratedSample> two = take(generator(mixed(), 2).from(0), 20);
        // Then
        assertThat(one)
                .extracting(g -> g.sample().seed())
                .doesNotContainAnyElementsOf(
                        two.stream().map(g -> g.sample().seed()).toList());
    }

    @Test
    void takesEverySourceOnceAPass() {
        // Given
        Sources.Fixed source = new Sources.Fixed(IntStream.range(0, 9)
                .mapToObj(i -> Sources.good("p" + i, TestPictures.varied(256, 256 + i)))
                .toArray(LoadOutcome[]::new));
        // When
        List<String> sources = take(generator(source, 3).from(0), 27).stream()
                .map(generated -> generated.sample().source())
                .toList();
        // Then
        for (int pass = 0; pass < 3; pass++) {
            assertThat(sources.subList(9 * pass, 9 * pass + 9)).doesNotHaveDuplicates();
        }
        assertThat(sources.subList(0, 9)).isNotEqualTo(sources.subList(9, 18));
    }

    @Test
    void staysWithASourceForAsManyTasksAsAreAskedFor() {
        // Given
        Sources.Fixed source = new Sources.Fixed(IntStream.range(0, 5)
                .mapToObj(i -> Sources.good("p" + i, TestPictures.varied(256, 256 + i)))
                .toArray(LoadOutcome[]::new));
        GeneratorOptions options =
                GeneratorOptions.of(3, BOTH, TaskOptions.of(Mode.STRICT)).withTasksPerSource(3);
        // When
        List<String> sources = take(new PretextGenerator(source, options).from(0), 15).stream()
                .map(generated -> generated.sample().source())
                .toList();
        // Then
        for (int i = 0; i < 15; i++) {
            assertThat(sources.get(i)).isEqualTo(sources.get(i - i % 3));
        }
        assertThat(sources).containsOnly("p0", "p1", "p2", "p3", "p4");
    }

    @Test
    void mixesTasksByWeight() {
        // When
        List<GeneratedSample> samples = take(generator(mixed(), 5).from(0), 600);
        // Then: a fifth are flips, within four standard deviations
        long flips =
                samples.stream().filter(g -> g.sample().task().equals("flip")).count();
        assertThat(flips).isBetween(81L, 159L);
    }

    @Test
    void reportsWhatItSkippedOnTheWay() {
        // Given
        PretextGenerator generator = generator(mixed(), 7);
        // When
        SampleStream stream = generator.from(0);
        List<GeneratedSample> samples = take(stream, 60);
        // Then: unusable files count once, unsuitable pictures every time
        long uniform = samples.stream()
                .flatMap(g -> g.skips().stream())
                .filter(skip -> skip.reason() == SkipReason.PATCH_UNIFORM)
                .count();
        Map<SkipReason, Long> byReason = new java.util.EnumMap<>(SkipReason.class);
        stream.tally().skipped().values().forEach(counts -> counts.forEach((r, n) -> byReason.merge(r, n, Long::sum)));
        assertThat(byReason)
                .containsOnly(
                        Map.entry(SkipReason.TRUNCATED, 1L),
                        Map.entry(SkipReason.NOT_AN_IMAGE, 1L),
                        Map.entry(SkipReason.PATCH_UNIFORM, uniform));
        assertThat(uniform).isGreaterThan(5);
        assertThat(stream.tally().made().values().stream()
                        .flatMap(counts -> counts.values().stream())
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(60);
    }

    @Test
    void drawsAgainWhereOnlySomeVariantsFitTheOnlyPicture() {
        // Given: too narrow for strips of four
        Sources.Fixed source = new Sources.Fixed(Sources.good("narrow", TestPictures.varied(200, 200)));
        // When
        List<GeneratedSample> samples = take(generator(source, 1).from(0), 200);
        // Then
        assertThat(samples)
                .extracting(g -> g.sample().variant())
                .doesNotContain("1x4", "4x1")
                .contains("1x3", "3x1");
        assertThat(samples).anySatisfy(g -> assertThat(g.skips())
                .extracting(GeneratedSample.Skip::reason)
                .containsOnly(SkipReason.PATCH_TOO_SMALL));
    }

    @Test
    void givesUpWhenNothingIsUsable() {
        // Given
        Sources.Fixed source =
                new Sources.Fixed(Sources.bad(SkipReason.TRUNCATED), Sources.bad(SkipReason.NOT_AN_IMAGE));
        // When Then
        assertThatThrownBy(() -> generator(source, 1).from(0).next())
                .isInstanceOf(NoUsableImageException.class)
                .hasMessageContaining("NOT_AN_IMAGE=")
                .hasMessageContaining("TRUNCATED=")
                .hasMessageContaining("(made for a test)");
        assertThat(source.loads).hasValue(2);
    }

    @Test
    void makesOtherTasksOfTheMixWhereEveryDepthMapIsBroken() {
        // Given
        Sources.Fixed pictures = mixed();
        ImageSource source = new Sources.BrokenDepths(pictures);
        TaskMix mix = TaskMix.ofReleased(List.of(new FlipTask(), new DepthTask()));
        TaskMix depthOnly = TaskMix.ofReleased(List.of(new DepthTask()));
        GeneratorOptions options = GeneratorOptions.of(4, mix, TaskOptions.of(Mode.STRICT));
        // When
        SampleStream stream = new PretextGenerator(source, options).from(0);
        List<GeneratedSample> samples = take(stream, 30);
        List<GeneratedSample> late = take(new PretextGenerator(source, options).from(20), 10);
        // Then: said once for each of the three depth maps
        assertThat(samples).extracting(g -> g.sample().task()).containsOnly("flip");
        assertThat(keys(late)).isEqualTo(keys(samples.subList(20, 30)));
        assertThat(stream.tally().skipped().get("depth")).containsEntry(SkipReason.DEPTH_CORRUPT, 3L);
        assertThatThrownBy(() -> new PretextGenerator(
                                source, GeneratorOptions.of(4, depthOnly, TaskOptions.of(Mode.STRICT)))
                        .at(0))
                .isInstanceOf(NoUsableImageException.class)
                .hasMessageContaining("no depth task")
                .hasMessageContaining("DEPTH_CORRUPT=");
    }

    @Test
    void givesUpAfterManyUnsuitablePictures() {
        // Given
        Sources.Fixed source = new Sources.Fixed(Sources.good("sky", TestPictures.plain(256, 256, 0x80A0FF)));
        // When Then
        assertThatThrownBy(() -> generator(source, 1).at(3))
                .isInstanceOf(NoUsableImageException.class)
                .hasMessageContaining("in 1000 attempts: {PATCH_");
    }

    @Test
    void loadsAPictureOnceWhileItFitsTheCache() {
        // Given
        Sources.Fixed cached = mixed();
        Sources.Fixed uncached = mixed();
        // When
        take(generator(cached, 1).from(0), 50);
        take(
                new PretextGenerator(uncached, new GeneratorOptions(1, BOTH, TaskOptions.of(Mode.STRICT), 1_000, 1, 0))
                        .from(0),
                50);
        // Then
        assertThat(cached.loads).hasValue(5);
        assertThat(uncached.loads.get()).isGreaterThan(50);
    }

    @Test
    void makesTheSameSamplesOnManyThreads() {
        // Given
        PretextGenerator generator = generator(mixed(), 9);
        List<GeneratedSample> expected = take(generator(mixed(), 9).from(10), 50);
        // When
        List<GeneratedSample> parallel = new ArrayList<>();
        try (ParallelSamples samples = new ParallelSamples(generator, 10, 60, 4)) {
            samples.forEachRemaining(draw -> parallel.add((GeneratedSample) draw));
        }
        // Then
        assertThat(keys(parallel)).isEqualTo(keys(expected));
    }

    @Test
    void passesFailuresOfThreadsOn() {
        // Given
        Sources.Fixed source = new Sources.Fixed(Sources.bad(SkipReason.CORRUPT));
        // When Then
        try (ParallelSamples samples = new ParallelSamples(generator(source, 1), 0, Long.MAX_VALUE, 2)) {
            assertThatThrownBy(samples::next).isInstanceOf(NoUsableImageException.class);
        }
    }

    @Test
    void refusesNegativeSequences() {
        assertThatThrownBy(() -> generator(mixed(), 1).at(-1)).hasMessageContaining("-1");
    }

    /** All that a sample is, its pictures by their hashes. */
    private static String key(GeneratedSample generated) {
        Sample sample = generated.sample();
        List<String> pictures =
                sample.images().stream().map(EncodedImage::sha256).toList();
        return generated.sequence()
                + sample.variant()
                + sample.prompt()
                + sample.answer()
                + sample.seed()
                + pictures
                + generated.skips();
    }

    private static List<String> keys(List<GeneratedSample> samples) {
        return samples.stream().map(PretextGeneratorTest::key).toList();
    }

    /** Two good pictures, one without structure, two unusable files. */
    private static Sources.Fixed mixed() {
        return new Sources.Fixed(
                Sources.good("a", TestPictures.varied(300, 260)),
                Sources.bad(SkipReason.TRUNCATED),
                Sources.good("sky", TestPictures.plain(300, 260, 0x80A0FF)),
                Sources.good("b", TestPictures.varied(280, 290)),
                Sources.bad(SkipReason.NOT_AN_IMAGE));
    }

    private static PretextGenerator generator(Sources.Fixed source, long seed) {
        return new PretextGenerator(source, GeneratorOptions.of(seed, BOTH, TaskOptions.of(Mode.STRICT)));
    }

    private static List<GeneratedSample> take(SampleStream stream, int count) {
        List<GeneratedSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(stream.next());
        }
        return samples;
    }
}
