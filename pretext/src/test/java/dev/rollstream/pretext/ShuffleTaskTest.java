package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShuffleTaskTest {
    private static final ShuffleTask TASK = new ShuffleTask();
    /** 517 and 403 leave a rest over 2, 3 and 4. */
    private static final SourceImage SOURCE = Sources.image("varied", TestPictures.varied(517, 403));

    private static final TaskOptions STRICT = TaskOptions.of(Mode.STRICT).withEncoding(PictureEncoding.PNG);
    /** For statistics over thousands of samples: small pictures, quickly written. */
    private static final SourceImage SMALL = Sources.image("small", TestPictures.varied(48, 48));

    private static final TaskOptions QUICK =
            TaskOptions.of(Mode.STRICT).withLimits(StrictLimits.defaults().withMinSides(8, 8));

    private static final TaskOptions REFERENCE = TaskOptions.of(Mode.REFERENCE).withEncoding(PictureEncoding.PNG);

    @Test
    void answersWithTheInverseOfTheOrder() {
        assertThat(ShuffleTask.answer(new int[] {0, 3, 1, 2})).isEqualTo("0-2-3-1");
        assertThat(ShuffleTask.answer(new int[] {1, 2, 0})).isEqualTo("2-0-1");
    }

    @ParameterizedTest
    @EnumSource(ShuffleVariant.class)
    void restoresTheOriginalByItsAnswer(ShuffleVariant variant) {
        for (long seed = 0; seed < 30; seed++) {
            // When
            Sample sample = sample(SOURCE, seed, STRICT.withShuffleVariant(variant));
            // Then: outside border and labels every pixel is back in its place; the hidden slot apart
            RgbImage shown = Pictures.decode(sample.images().get(0));
            PatchGrid grid = PatchGrid.of(SOURCE.pixels(), variant.rows(), variant.columns());
            int[] slotOf = Arrays.stream(sample.answer().split("-"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            int hidden = 0;
            for (int patch = 0; patch < grid.size(); patch++) {
                Region shownAt = grid.patch(slotOf[patch]);
                if (isWhite(shown, shownAt)) {
                    hidden++;
                } else {
                    assertSamePixels(SOURCE.pixels(), grid.patch(patch), shown, shownAt);
                }
            }
            assertThat(hidden).isEqualTo(variant.masked() ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource(ShuffleVariant.class)
    void leavesOffTheRestOnTheRightAndBelow(ShuffleVariant variant) {
        // When
        Sample sample = sample(SOURCE, 1, REFERENCE.withShuffleVariant(variant));
        // Then
        assertThat(sample.images().get(0).width()).isEqualTo(517 / variant.columns() * variant.columns());
        assertThat(sample.images().get(0).height()).isEqualTo(403 / variant.rows() * variant.rows());
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void drawsABlueBorderOfTwoPixelsAndALabelInEverySlot(Mode mode) {
        // Given
        PatchGrid grid = new PatchGrid(2, 2, 200, 150);
        RgbImage grey = TestPictures.plain(400, 300, 0x808080);
        // When
        RgbImage shown = ShuffleTask.draw(grey, grid, new int[] {0, 1, 2, 3}, -1, mode);
        // Then
        for (int slot = 0; slot < 4; slot++) {
            Region patch = grid.patch(slot);
            int right = patch.x() + 199;
            int bottom = patch.y() + 149;
            for (int x = patch.x(); x <= right; x++) {
                assertThat(new int[] {
                            shown.rgb(x, patch.y()),
                            shown.rgb(x, patch.y() + 1),
                            shown.rgb(x, bottom - 1),
                            shown.rgb(x, bottom)
                        })
                        .containsOnly(0x0000FF);
            }
            for (int y = patch.y(); y <= bottom; y++) {
                assertThat(new int[] {
                            shown.rgb(patch.x(), y),
                            shown.rgb(patch.x() + 1, y),
                            shown.rgb(right - 1, y),
                            shown.rgb(right, y)
                        })
                        .containsOnly(0x0000FF);
            }
            assertThat(shown.rgb(patch.x() + 100, patch.y() + 100)).isEqualTo(0x808080);
            assertThat(count(shown, patch, 0xFFFFFF))
                    .as("white of label %d", slot)
                    .isGreaterThan(40);
            assertThat(count(shown, patch, 0x000000))
                    .as("rim of label %d", slot)
                    .isGreaterThan(60);
        }
    }

    @Test
    void paintsTheMaskedSlotWhiteAndStillLabelsIt() {
        // Given
        PatchGrid grid = new PatchGrid(2, 2, 200, 150);
        // When
        RgbImage shown = ShuffleTask.draw(TestPictures.varied(400, 300), grid, new int[] {3, 1, 0, 2}, 2, Mode.STRICT);
        // Then
        Region masked = grid.patch(2);
        assertThat(isWhite(shown, masked)).isTrue();
        assertThat(count(shown, masked, 0x000000)).isGreaterThan(60);
        assertThat(isWhite(shown, grid.patch(3))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ShuffleVariant.class)
    void drawsEveryOrderButTheIdentityEquallyOftenInStrictMode(ShuffleVariant variant) {
        // When
        Map<String, Integer> answers = answers(QUICK.withShuffleVariant(variant), 2_300);
        // Then: 1-in-1,000 limits for 22 and 4 degrees of freedom
        boolean three = variant.rows() * variant.columns() == 3;
        assertThat(answers).hasSize(three ? 5 : 23).doesNotContainKey(three ? "0-1-2" : "0-1-2-3");
        assertThat(ChiSquared.ofUniform(answers.values(), answers.size())).isLessThan(three ? 18.5 : 48.3);
    }

    @Test
    void drawsTheIdentityToo() {
        // When
        Map<String, Integer> reference =
                answers(TaskOptions.of(Mode.REFERENCE).withShuffleVariant(ShuffleVariant.GRID_2X2), 2_400);
        Map<String, Integer> allowed =
                answers(QUICK.withIdentity(true).withShuffleVariant(ShuffleVariant.GRID_2X2), 2_400);
        // Then: 100 each
        assertThat(reference).hasSize(24);
        assertThat(reference.get("0-1-2-3")).isBetween(60, 140);
        assertThat(allowed.get("0-1-2-3")).isBetween(60, 140);
        assertThat(ChiSquared.ofUniform(reference.values(), 24)).isLessThan(49.7);
    }

    @Test
    void masksEverySlotEquallyOften() {
        // Given
        TaskOptions options = STRICT.withShuffleVariant(ShuffleVariant.GRID_2X2_MASKED);
        SourceImage small = Sources.image("small", TestPictures.varied(128, 128));
        Map<Integer, Integer> masked = new HashMap<>();
        PatchGrid grid = new PatchGrid(2, 2, 64, 64);
        // When
        for (long seed = 0; seed < 400; seed++) {
            RgbImage shown = Pictures.decode(
                    sample(small, SeededRandom.mix(seed), options).images().get(0));
            for (int slot = 0; slot < 4; slot++) {
                if (isWhite(shown, grid.patch(slot))) {
                    masked.merge(slot, 1, Integer::sum);
                }
            }
        }
        // Then
        assertThat(masked.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(400);
        assertThat(ChiSquared.ofUniform(masked.values(), 4)).isLessThan(16.3);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void mixesVariantsByTheReleasedCounts(Mode mode) {
        // Given
        TaskOptions options = TaskOptions.of(mode).withLimits(QUICK.limits());
        // When
        Map<String, Integer> variants = new HashMap<>();
        for (long seed = 0; seed < 4_000; seed++) {
            variants.merge(sample(SMALL, SeededRandom.mix(seed), options).variant(), 1, Integer::sum);
        }
        // Then: counts of appendix A.2, strips of 3 and 4 half and half; 1-in-1,000 limit for 5 degrees of freedom
        assertThat(ChiSquared.of(
                        variants,
                        Map.of(
                                "2x2", 4_000,
                                "2x2-masked", 4_028,
                                "1x3", 2_496,
                                "1x4", 2_495,
                                "3x1", 1_505,
                                "4x1", 1_504)))
                .isLessThan(20.5);
        assertThat(variants).hasSize(6);
    }

    @Test
    void refusesPatchesTooSmallForALabel() {
        // Given: 1x4 strips of 63 px
        SourceImage narrow = Sources.image("narrow", TestPictures.varied(255, 300));
        // When
        TaskOutcome strict = TASK.make(narrow, 1, STRICT.withShuffleVariant(ShuffleVariant.STRIPS_1X4));
        TaskOutcome reference = TASK.make(narrow, 1, REFERENCE.withShuffleVariant(ShuffleVariant.STRIPS_1X4));
        // Then
        assertThat(reason(strict)).isEqualTo(SkipReason.PATCH_TOO_SMALL);
        assertThat(reference).isInstanceOf(Sample.class);
    }

    @Test
    void refusesPicturesWithFewerPixelsThanPatches() {
        // Given
        SourceImage line = Sources.image("line", TestPictures.varied(300, 3));
        // When
        TaskOutcome outcome = TASK.make(line, 1, REFERENCE.withShuffleVariant(ShuffleVariant.STRIPS_4X1));
        // Then
        assertThat(reason(outcome)).isEqualTo(SkipReason.PATCH_TOO_SMALL);
    }

    @Test
    void refusesLookAlikePatchesWhereverTheyAre() {
        // Given: the last patch repeats the first, but for one level
        RgbCanvas canvas = new RgbCanvas(400, 300);
        RgbImage varied = TestPictures.varied(400, 300);
        canvas.paste(varied, new Region(0, 0, 400, 300), 0, 0);
        canvas.paste(varied, new Region(0, 0, 200, 150), 200, 150);
        for (int x = 200; x < 400; x++) {
            canvas.set(x, 299, varied.rgb(x - 200, 149) ^ 0x010101);
        }
        SourceImage twins = Sources.image("twins", canvas.finish());
        // When
        TaskOutcome strict = TASK.make(twins, 1, STRICT.withShuffleVariant(ShuffleVariant.GRID_2X2));
        TaskOutcome reference = TASK.make(twins, 1, REFERENCE.withShuffleVariant(ShuffleVariant.GRID_2X2));
        // Then
        assertThat(strict)
                .isEqualTo(
                        new TaskOutcome.Skipped(SkipReason.PATCHES_ALIKE, "patches 0 and 3 differ by less than 2.0"));
        assertThat(reference).isInstanceOf(Sample.class);
    }

    @Test
    void refusesUniformPatches() {
        // Given: a white patch, which would pass for the masked one
        RgbCanvas canvas = new RgbCanvas(400, 300);
        canvas.paste(TestPictures.varied(400, 300), new Region(0, 0, 400, 300), 0, 0);
        canvas.fill(new Region(200, 0, 200, 150), 0xFFFFFF);
        SourceImage sky = Sources.image("sky", canvas.finish());
        // When
        TaskOutcome strict = TASK.make(sky, 1, STRICT.withShuffleVariant(ShuffleVariant.GRID_2X2_MASKED));
        // Then
        assertThat(strict)
                .isEqualTo(
                        new TaskOutcome.Skipped(SkipReason.PATCH_UNIFORM, "patch 1 has a standard deviation of 0.0"));
    }

    @Test
    void isAFunctionOfPictureSeedAndOptions() {
        // When
        Sample first = sample(SOURCE, 77, STRICT);
        Sample again = sample(SOURCE, 77, STRICT);
        // Then
        assertThat(again).usingRecursiveComparison().ignoringFields("images").isEqualTo(first);
        assertThat(again.images().get(0).bytes())
                .isEqualTo(first.images().get(0).bytes());
        assertThat(IntStream.range(0, 20)
                        .mapToObj(seed -> sample(SOURCE, seed, STRICT).answer())
                        .distinct())
                .hasSizeGreaterThan(5);
    }

    private static Map<String, Integer> answers(TaskOptions options, int count) {
        Map<String, Integer> answers = new HashMap<>();
        for (long seed = 0; seed < count; seed++) {
            answers.merge(sample(SMALL, SeededRandom.mix(seed), options).answer(), 1, Integer::sum);
        }
        return answers;
    }

    private static Sample sample(SourceImage source, long seed, TaskOptions options) {
        TaskOutcome outcome = TASK.make(source, seed, options);
        assertThat(outcome).isInstanceOf(Sample.class);
        return (Sample) outcome;
    }

    private static SkipReason reason(TaskOutcome outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Skipped.class);
        return ((TaskOutcome.Skipped) outcome).reason();
    }

    /** Whether a slot is white in its lower right half, where there is no label. */
    private static boolean isWhite(RgbImage image, Region slot) {
        for (int y = slot.height() / 2; y < slot.height() - PatchMarks.BORDER; y++) {
            for (int x = slot.width() / 2; x < slot.width() - PatchMarks.BORDER; x++) {
                if (image.rgb(slot.x() + x, slot.y() + y) != 0xFFFFFF) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Compares two patches pixel by pixel inside the border and outside the corner of the label. */
    private static void assertSamePixels(RgbImage expected, Region from, RgbImage actual, Region at) {
        for (int y = PatchMarks.BORDER; y < from.height() - PatchMarks.BORDER; y++) {
            for (int x = PatchMarks.BORDER; x < from.width() - PatchMarks.BORDER; x++) {
                boolean label = x < 60 && y < 80;
                if (!label && expected.rgb(from.x() + x, from.y() + y) != actual.rgb(at.x() + x, at.y() + y)) {
                    throw new AssertionError("pixel " + x + ", " + y + " of " + from + " is not that of " + at);
                }
            }
        }
    }

    private static int count(RgbImage image, Region region, int rgb) {
        int count = 0;
        for (int y = region.y(); y < region.y() + region.height(); y++) {
            for (int x = region.x(); x < region.x() + region.width(); x++) {
                count += image.rgb(x, y) == rgb ? 1 : 0;
            }
        }
        return count;
    }
}
