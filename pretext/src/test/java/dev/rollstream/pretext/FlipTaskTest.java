package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FlipTaskTest {
    private static final FlipTask TASK = new FlipTask();
    private static final SourceImage SOURCE = Sources.image("varied", TestPictures.varied(401, 301));
    private static final TaskOptions STRICT = TaskOptions.of(Mode.STRICT).withEncoding(PictureEncoding.PNG);
    private static final TaskOptions REFERENCE = TaskOptions.of(Mode.REFERENCE).withEncoding(PictureEncoding.PNG);

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "1,0", "1,1", "2,0", "2,1", "3,0", "3,1"})
    void flipsOnePatchByItsCode(int patch, int direction) {
        // Given
        PatchGrid grid = new PatchGrid(2, 2, 200, 150);
        // When
        RgbImage shown = FlipTask.draw(SOURCE.pixels(), grid, patch, direction, Mode.STRICT);
        // Then: 0 reverses the rows, 1 reverses each row, other patches stay
        for (int other = 0; other < 4; other++) {
            Region region = grid.patch(other);
            for (int y = 60; y < 148; y++) {
                for (int x = 60; x < 198; x++) {
                    int fromX = other == patch && direction == 1 ? 199 - x : x;
                    int fromY = other == patch && direction == 0 ? 149 - y : y;
                    assertThat(shown.rgb(region.x() + x, region.y() + y))
                            .isEqualTo(SOURCE.pixels().rgb(region.x() + fromX, region.y() + fromY));
                }
            }
        }
    }

    @Test
    void answersWithWhatItDid() {
        for (long seed = 0; seed < 40; seed++) {
            // When
            Sample sample = sample(SOURCE, seed, STRICT);
            // Then: the same picture is drawn again from the answer
            int patch = sample.answer().charAt(0) - '0';
            int direction = sample.answer().charAt(2) - '0';
            RgbImage expected =
                    FlipTask.draw(SOURCE.pixels(), new PatchGrid(2, 2, 200, 150), patch, direction, Mode.STRICT);
            assertThat(Pictures.decode(sample.images().get(0))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void drawsLabelsAfterTheFlip(Mode mode) {
        // Given
        PatchGrid grid = new PatchGrid(2, 2, 200, 150);
        RgbImage grey = TestPictures.plain(400, 300, 0x808080);
        // When
        RgbImage upsideDown = FlipTask.draw(grey, grid, 2, 0, mode);
        RgbImage mirrored = FlipTask.draw(grey, grid, 1, 1, mode);
        // Then: a label that was flipped too would tell
        assertThat(upsideDown).isEqualTo(mirrored);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void drawsAllEightAnswersEquallyOften(Mode mode) {
        // When
        Map<String, Integer> answers = new HashMap<>();
        SourceImage small = Sources.image("small", TestPictures.varied(48, 48));
        TaskOptions quick =
                TaskOptions.of(mode).withLimits(StrictLimits.defaults().withMinSides(8, 8));
        for (long seed = 0; seed < 2_400; seed++) {
            answers.merge(sample(small, SeededRandom.mix(seed), quick).answer(), 1, Integer::sum);
        }
        // Then: 1-in-1,000 limit for 7 degrees of freedom
        assertThat(answers).containsOnlyKeys("0-0", "0-1", "1-0", "1-1", "2-0", "2-1", "3-0", "3-1");
        assertThat(ChiSquared.ofUniform(answers.values(), 8)).isLessThan(24.3);
    }

    @Test
    void refusesPatchesThatLookTheSameFlipped() {
        // Given: columns are alike, so that turning upside down shows nothing
        SourceImage bands = painted((x, y) -> (255 * x / 400) << 16);
        // When
        TaskOutcome strict = TASK.make(bands, 1, STRICT);
        TaskOutcome reference = TASK.make(bands, 1, REFERENCE);
        // Then
        assertThat(strict)
                .isEqualTo(new TaskOutcome.Skipped(
                        SkipReason.FLIP_INVISIBLE, "patch 0 hardly changes when flipped vertically"));
        assertThat(reference).isInstanceOf(Sample.class);
    }

    @Test
    void refusesPatchesWhoseFlipsLookAlike() {
        // Given: the same after half a turn
        SourceImage turned = painted((x, y) -> {
            int dx = x % 200 - 100;
            int dy = y % 150 - 75;
            return Math.floorMod(dx * dy >= 0 ? dx * dx + 3 * dy * dy : 90 * dx * dy, 256) * 0x010101;
        });
        SourceImage exact = Sources.image("half-turn", halfTurnSymmetric(turned.pixels()));
        // When
        TaskOutcome strict = TASK.make(exact, 1, STRICT);
        // Then
        assertThat(strict)
                .isEqualTo(new TaskOutcome.Skipped(SkipReason.FLIPS_ALIKE, "patch 0 looks the same after either flip"));
    }

    @Test
    void refusesUniformAndSmallPatches() {
        // Given
        SourceImage plain = painted((x, y) -> 0x70A0D0);
        SourceImage small = Sources.image("small", TestPictures.varied(127, 300));
        // When Then
        assertThat(TASK.make(plain, 1, STRICT))
                .isInstanceOfSatisfying(TaskOutcome.Skipped.class, skipped -> assertThat(skipped.reason())
                        .isEqualTo(SkipReason.PATCH_UNIFORM));
        assertThat(TASK.make(small, 1, STRICT))
                .isInstanceOfSatisfying(TaskOutcome.Skipped.class, skipped -> assertThat(skipped.reason())
                        .isEqualTo(SkipReason.PATCH_TOO_SMALL));
        assertThat(TASK.make(small, 1, REFERENCE)).isInstanceOf(Sample.class);
    }

    @Test
    void refusesWhateverTheDrawSoThatRefusalTellsNothing() {
        // Given: one patch of four is uniform
        RgbCanvas canvas = new RgbCanvas(400, 300);
        canvas.paste(TestPictures.varied(400, 300), new Region(0, 0, 400, 300), 0, 0);
        canvas.fill(new Region(0, 0, 200, 150), 0xA0C0E0);
        SourceImage sky = Sources.image("sky", canvas.finish());
        // When Then
        for (long seed = 0; seed < 50; seed++) {
            assertThat(TASK.make(sky, seed, STRICT)).isInstanceOf(TaskOutcome.Skipped.class);
        }
    }

    private static RgbImage halfTurnSymmetric(RgbImage image) {
        RgbCanvas canvas = new RgbCanvas(400, 300);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                boolean upper = y % 150 < 75;
                int fromX = upper ? x : x - x % 200 + 199 - x % 200;
                int fromY = upper ? y : y - y % 150 + 149 - y % 150;
                canvas.set(x, y, image.rgb(fromX, fromY));
            }
        }
        return canvas.finish();
    }

    private static SourceImage painted(IntBinaryOperator colour) {
        RgbCanvas canvas = new RgbCanvas(400, 300);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 400; x++) {
                canvas.set(x, y, colour.applyAsInt(x, y));
            }
        }
        return Sources.image("painted", canvas.finish());
    }

    private static Sample sample(SourceImage source, long seed, TaskOptions options) {
        TaskOutcome outcome = TASK.make(source, seed, options);
        assertThat(outcome).isInstanceOf(Sample.class);
        return (Sample) outcome;
    }
}
