package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CropTaskTest {
    private static final CropTask TASK = new CropTask();
    private static final SourceImage SOURCE = Sources.image("varied", TestPictures.varied(317, 243));
    private static final TaskOptions STRICT = TaskOptions.of(Mode.STRICT).withEncoding(PictureEncoding.PNG);
    private static final TaskOptions REFERENCE = TaskOptions.of(Mode.REFERENCE).withEncoding(PictureEncoding.PNG);

    @Test
    void blacksOutASquareOfHalfTheShorterSide() {
        for (long seed = 0; seed < 20; seed++) {
            // When
            Sample sample = sample(SOURCE, seed, REFERENCE);
            // Then
            RgbImage masked = Pictures.decode(sample.images().get(0));
            Region crop = CropPlan.draw(317, 243, new SeededRandom(seed)).crop();
            assertThat(crop.width()).isEqualTo(121);
            RgbCanvas expected = RgbCanvas.copyOf(SOURCE.pixels());
            expected.fill(crop, 0);
            assertThat(masked).isEqualTo(expected.finish());
        }
    }

    @Test
    void offersTheCutPixelsAsReleased() {
        for (long seed = 0; seed < 20; seed++) {
            // When
            Sample sample = sample(SOURCE, seed, REFERENCE);
            // Then: the right option pasted back restores the picture, and only the right one does
            for (int slot = 0; slot < CropPlan.SLOTS; slot++) {
                boolean right = sample.answer().equals("ABCD".substring(slot, slot + 1));
                assertThat(CropReview.pasted(sample, 317, 243, slot).equals(SOURCE.pixels()))
                        .as("seed %d, slot %d", seed, slot)
                        .isEqualTo(right);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CropDetail.class)
    void letsSharpnessTellNothingWhereDetailIsEven(CropDetail detail) {
        // Given: noise, so that every cut is as sharp as any other
        SourceImage noise = Sources.image("noise", TestPictures.noise(256, 256));
        Region crop = new Region(64, 64, 128, 128);
        // When
        CropViews views = new CropViews(noise.pixels(), crop, detail);
        // Then
        double right = CropReview.sharpness(views.right());
        double inside = CropReview.sharpness(views.wrong(CropKind.INTERIOR));
        if (detail == CropDetail.AS_CUT) {
            assertThat(inside).isLessThan(right / 2);
        } else {
            assertThat(inside / right).isBetween(0.5, 2.5);
        }
        assertThat(CropReview.sharpness(views.wrong(CropKind.LEFT_ROTATION))).isBetween(0.95 * right, 1.05 * right);
    }

    @Test
    void drawsSlotsKindsAndPlacesAsReleased() {
        // Given
        int draws = 12_000;
        Map<Integer, Integer> slots = new HashMap<>();
        Map<CropKind, Integer> problems = new HashMap<>();
        Map<List<Object>, Integer> kindInSlot = new HashMap<>();
        Map<Integer, Integer> columns = new HashMap<>();
        Map<Integer, Integer> rows = new HashMap<>();
        // When
        for (long seed = 0; seed < draws; seed++) {
            CropPlan plan = CropPlan.draw(29, 20, new SeededRandom(SeededRandom.mix(seed)));
            slots.merge(plan.rightSlot(), 1, Integer::sum);
            plan.wrong().forEach(kind -> problems.merge(kind, 1, Integer::sum));
            for (int place = 0; place < 3; place++) {
                kindInSlot.merge(List.of(place, plan.wrong().get(place)), 1, Integer::sum);
            }
            columns.merge(plan.crop().x(), 1, Integer::sum);
            rows.merge(plan.crop().y(), 1, Integer::sum);
        }
        // Then: 1-in-1,000 limits for 3, 4, 12, 19 and 10 degrees of freedom; both ends of x and y are drawn
        assertThat(ChiSquared.ofUniform(slots.values(), 4)).isLessThan(16.3);
        assertThat(problems.values())
                .allSatisfy(count -> assertThat(count / (double) draws).isBetween(0.6 - 0.018, 0.6 + 0.018));
        assertThat(ChiSquared.ofUniform(problems.values(), 5)).isLessThan(18.5);
        assertThat(ChiSquared.ofUniform(kindInSlot.values(), 15)).isLessThan(32.9);
        assertThat(columns).containsKeys(0, 19).hasSize(20);
        assertThat(ChiSquared.ofUniform(columns.values(), 20)).isLessThan(43.8);
        assertThat(rows).containsKeys(0, 10).hasSize(11);
        assertThat(ChiSquared.ofUniform(rows.values(), 11)).isLessThan(29.6);
    }

    @ParameterizedTest
    @CsvSource({"LEFT_ROTATION", "RIGHT_ROTATION"})
    void turnsTheSquare(CropKind kind) {
        // Given
        Region crop = new Region(30, 50, 121, 121);
        // When
        RgbImage view = views(crop).wrong(kind);
        // Then: counter-clockwise the right column comes to the top, clockwise the left one
        for (int y = 0; y < 121; y++) {
            for (int x = 0; x < 121; x++) {
                int fromX = kind == CropKind.LEFT_ROTATION ? 120 - y : y;
                int fromY = kind == CropKind.LEFT_ROTATION ? x : 120 - x;
                assertThat(view.rgb(x, y)).isEqualTo(SOURCE.pixels().rgb(30 + fromX, 50 + fromY));
            }
        }
    }

    /** Places at every border; the parts shown are worked out by hand for a side of 121: 121/4 = 30, 605/4 = 151, 363/4 = 90. */
    @ParameterizedTest
    @CsvSource({
        "INTERIOR,         0,   0,   30,  30, 90,  90",
        "INTERIOR,         196, 122, 226, 152, 286, 212",
        "EXTERIOR_QUARTER, 100, 60,  70,  30, 251, 211",
        "EXTERIOR_QUARTER, 0,   0,   0,   0,  151, 151",
        "EXTERIOR_QUARTER, 196, 122, 166, 92, 317, 243",
        "EXTERIOR_HALF,    100, 61,  40,  1,  281, 242",
        "EXTERIOR_HALF,    0,   0,   0,   0,  181, 181",
        "EXTERIOR_HALF,    196, 20,  136, 0,  317, 201",
    })
    void zoomsOnWhatIsInsideAndAround(CropKind kind, int x, int y, int left, int top, int right, int bottom) {
        // Given
        Region shown = new Region(left, top, right - left, bottom - top);
        // When
        RgbImage view = views(new Region(x, y, 121, 121)).wrong(kind);
        // Then
        assertThat(CropReview.greatestDifference(
                        view, CropReview.stretched(SOURCE.pixels().part(shown), 121)))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void refusesSquaresTooSmallForItsMode() {
        // Given: squares of 55, 2 and 1 px
        SourceImage small = Sources.image("small", TestPictures.varied(111, 300));
        SourceImage tiny = Sources.image("tiny", TestPictures.varied(5, 4));
        SourceImage dot = Sources.image("dot", TestPictures.varied(9, 3));
        SourceImage pixel = Sources.image("pixel", TestPictures.varied(1, 1));
        // When Then
        assertThat(TASK.make(small, 1, STRICT))
                .isEqualTo(new TaskOutcome.Skipped(SkipReason.CROP_TOO_SMALL, "a square of 55 px, needed are 56"));
        assertThat(TASK.make(small, 1, REFERENCE)).isInstanceOf(Sample.class);
        for (long seed = 0; seed < 50; seed++) {
            assertThat(TASK.make(tiny, seed, REFERENCE)).isInstanceOf(Sample.class);
            assertThat(TASK.make(tiny, seed, REFERENCE.withCropDetail(CropDetail.EVEN)))
                    .isInstanceOf(Sample.class);
            assertThat(TASK.make(dot, seed, REFERENCE)).isInstanceOf(TaskOutcome.Skipped.class);
            assertThat(TASK.make(pixel, seed, REFERENCE)).isInstanceOf(TaskOutcome.Skipped.class);
        }
    }

    @Test
    void refusesASquareWithoutStructure() {
        // Given
        SourceImage plain = Sources.image("plain", TestPictures.plain(200, 200, 0x80A0FF));
        // When Then
        assertThat(TASK.make(plain, 1, STRICT))
                .isEqualTo(
                        new TaskOutcome.Skipped(SkipReason.CROP_UNIFORM, "the square has a standard deviation of 0.0"));
        assertThat(TASK.make(plain, 1, REFERENCE)).isInstanceOf(Sample.class);
    }

    @Test
    void refusesAPlaceWhoseInsideIsUniformWhateverIsDrawn() {
        // Given: a plain patch that every square's middle lies in, a varied rim
        RgbCanvas canvas = RgbCanvas.copyOf(TestPictures.varied(200, 200));
        canvas.fill(new Region(20, 20, 160, 160), 0x808080);
        SourceImage framed = Sources.image("framed", canvas.finish());
        // When Then: also where no interior is offered
        for (long seed = 0; seed < 60; seed++) {
            assertThat(TASK.make(framed, seed, STRICT))
                    .isInstanceOfSatisfying(TaskOutcome.Skipped.class, skipped -> assertThat(skipped.reason())
                            .isEqualTo(SkipReason.CROP_UNIFORM));
        }
    }

    @Test
    void refusesASquareThatLooksTheSameTurned() {
        // Given: a board of fields of 10 px; a square of 10 x 10 of them comes out of either turn with colours
        // exchanged
        RgbCanvas canvas = new RgbCanvas(200, 200);
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < 200; x++) {
                canvas.set(x, y, (x / 10 + y / 10) % 2 == 0 ? 0xE0E0E0 : 0x202020);
            }
        }
        RgbImage board = canvas.finish();
        Region crop = new Region(40, 40, 100, 100);
        CropViews views = new CropViews(board, crop, CropDetail.AS_CUT);
        // When
        var refusal = views.refusal(StrictLimits.defaults());
        // Then
        assertThat(refusal)
                .contains(new TaskOutcome.Skipped(
                        SkipReason.CROP_OPTIONS_ALIKE, "left rotation and right rotation differ by less than 3.0"));
    }

    @Test
    void decidesOnRefusalByThePlaceAlone() {
        // Given: a picture whose left part is uniform
        RgbCanvas canvas = RgbCanvas.copyOf(TestPictures.varied(400, 200));
        canvas.fill(new Region(0, 0, 200, 200), 0x90B0F0);
        SourceImage half = Sources.image("half", canvas.finish());
        Map<String, Integer> answers = new HashMap<>();
        Map<CropKind, Integer> kinds = new HashMap<>();
        TaskOptions options = STRICT.withEncoding(PictureEncoding.JPEG_95);
        // When
        int made = 0;
        for (long i = 0; i < 1_200; i++) {
            long seed = SeededRandom.mix(i);
            CropPlan plan = CropPlan.draw(400, 200, new SeededRandom(seed));
            boolean refused = new CropViews(half.pixels(), plan.crop(), options.cropDetail())
                    .refusal(options.limits())
                    .isPresent();
            TaskOutcome outcome = TASK.make(half, seed, options);
            assertThat(outcome instanceof TaskOutcome.Skipped).isEqualTo(refused);
            if (outcome instanceof Sample sample) {
                made++;
                answers.merge(sample.answer(), 1, Integer::sum);
                plan.wrong().forEach(kind -> kinds.merge(kind, 1, Integer::sum));
            }
        }
        // Then: letters and kinds of what is left are as likely as ever
        assertThat(made).isBetween(400, 1_000);
        assertThat(ChiSquared.ofUniform(answers.values(), 4)).isLessThan(16.3);
        assertThat(ChiSquared.ofUniform(kinds.values(), 5)).isLessThan(18.5);
    }

    @Test
    void saysNothingOfTheAnswerBesidesTheAnswer() {
        for (Mode mode : Mode.values()) {
            // When
            List<Sample> samples = LongStream.range(0, 30)
                    .mapToObj(seed -> sample(SOURCE, seed, TaskOptions.of(mode)))
                    .toList();
            // Then
            assertThat(samples).extracting(Sample::answer).contains("A", "B", "C", "D");
            assertThat(samples).extracting(Sample::variant).containsOnly(mode == Mode.STRICT ? "even" : "as-cut");
            assertThat(samples).allSatisfy(sample -> assertThat(sample.images())
                    .hasSize(5)
                    .element(1)
                    .extracting(EncodedImage::width, EncodedImage::height)
                    .containsExactly(121, 121));
        }
    }

    @Test
    void isAFunctionOfPictureSeedAndOptions() {
        // When
        Sample first = sample(SOURCE, 77, STRICT);
        Sample again = sample(SOURCE, 77, STRICT);
        Sample other = sample(SOURCE, 78, STRICT);
        // Then
        assertThat(again.images())
                .extracting(EncodedImage::sha256)
                .isEqualTo(first.images().stream().map(EncodedImage::sha256).toList());
        assertThat(again.prompt()).isEqualTo(first.prompt());
        assertThat(again.answer()).isEqualTo(first.answer());
        assertThat(other.images().get(0).sha256())
                .isNotEqualTo(first.images().get(0).sha256());
    }

    private static CropViews views(Region crop) {
        return new CropViews(SOURCE.pixels(), crop, CropDetail.AS_CUT);
    }

    private static Sample sample(SourceImage source, long seed, TaskOptions options) {
        TaskOutcome outcome = TASK.make(source, seed, options);
        assertThat(outcome).as("seed %d", seed).isInstanceOf(Sample.class);
        return (Sample) outcome;
    }
}
