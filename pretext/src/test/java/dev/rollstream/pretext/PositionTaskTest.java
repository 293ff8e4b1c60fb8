package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.geometry.DepthMaps;
import dev.rollstream.pretext.geometry.Facing;
import dev.rollstream.pretext.geometry.PairKind;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PositionTaskTest {
    private static final PositionTask TASK = new PositionTask();

    /** At one depth, 320 px apart. */
    private static final Billboards BESIDE =
            new Billboards(List.of(new Billboards.Point(-1, 0, 4), new Billboards.Point(1, 0, 4)));

    /** One behind the other and 288 px to the right; one is higher, which must not matter. */
    private static final Billboards CORNER =
            new Billboards(List.of(new Billboards.Point(-1, 0, 4), new Billboards.Point(8, -4, 40)));

    /** One behind the other, hardly to the side. */
    private static final Billboards BEHIND =
            new Billboards(List.of(new Billboards.Point(-0.2, 0.5, 4), new Billboards.Point(2, -6, 40)));

    private static final SourceImage FLOOR = Sources.image("floor", TestPictures.varied(420, 320))
            .withDepth(DepthMaps.of(420, 320, (x, y) -> 4 + 6.0 * (320 - y) / 320));

    private static final Pattern QUESTION = Pattern.compile(
            "(?:region marked|place of marker) (\\d)(?:,| that is) facing (left|right|to me|away from me)\\. .*(?:marked|marker) (\\d)"
                    + "[^?]*\\? A\\. (\\S+) B\\. (\\S+) C\\. (\\S+) D\\. (\\S+)\\. ");

    @ParameterizedTest
    @EnumSource(Mode.class)
    void agreesWithTheSceneInSpace(Mode mode) {
        for (Billboards scene : List.of(BESIDE, CORNER, BEHIND)) {
            Set<String> seen = new HashSet<>();
            for (long seed = 0; seed < 50; seed++) {
                // Given
                PairKind kind = scene == BESIDE ? PairKind.NEAR : PairKind.FAR;
                // When
                Sample sample = sample(scene.source(), seed, png(mode, kind));
                // Then: turn the scene as the camera faces
                Matcher question = question(sample);
                RgbImage picture = Pictures.decode(sample.images().get(0));
                List<Integer> numbers = mode == Mode.STRICT
                        ? scene.numbers(picture, NativeDrawing.of(640, 480).size(), 1, 0)
                        : scene.numbers(picture, FigureDrawing.POSITION.size(), 855 / 480.0, 15);
                assertThat(numbers).containsExactlyInAnyOrder(1, 2);
                int camera = Integer.parseInt(question.group(1));
                assertThat(Integer.parseInt(question.group(3))).isEqualTo(3 - camera);
                Billboards.Point from = scene.boards().get(numbers.indexOf(camera));
                Billboards.Point to = scene.boards().get(numbers.indexOf(3 - camera));
                String answer = question.group(4 + "ABCD".indexOf(sample.answer()));
                assertThat(answer).isEqualTo(seen(from, to, question.group(2), scene == CORNER));
                seen.add(camera + question.group(2));
            }
            assertThat(seen).hasSize(8);
        }
    }

    /** What a camera sees on which side, by the paper's rotation. */
    private static String seen(Billboards.Point from, Billboards.Point to, String facing, boolean corner) {
        double angle = Math.toRadians(Map.of("left", 90, "right", 270, "to me", 180, "away from me", 0)
                .get(facing));
        double dx = to.x() - from.x();
        double dz = to.z() - from.z();
        double right = Math.cos(angle) * dx + Math.sin(angle) * dz;
        double ahead = -Math.sin(angle) * dx + Math.cos(angle) * dz;
        String side = right > 0 ? "Right" : "Left";
        String front = ahead > 0 ? "Front" : "Back";
        if (corner) {
            return side + "-" + front;
        }
        return Math.abs(right) > Math.abs(ahead) ? side : front;
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void drawsFacingsCamerasAndLettersByTheirWeights(Mode mode) {
        // Given
        int draws = 2_000;
        Map<String, Integer> facings = new HashMap<>();
        Map<String, Integer> cameras = new HashMap<>();
        Map<String, Integer> letters = new HashMap<>();
        Map<String, Integer> kinds = new HashMap<>();
        SourceImage source = low();
        // When
        for (long seed = 0; seed < draws; seed++) {
            Sample sample = sample(source, seed, TaskOptions.of(mode));
            Matcher question = question(sample);
            facings.merge(question.group(2), 1, Integer::sum);
            cameras.merge(question.group(1), 1, Integer::sum);
            letters.merge(sample.answer(), 1, Integer::sum);
            kinds.merge(sample.variant(), 1, Integer::sum);
        }
        // Then: 1-in-1,000 limits for 3 and 1 degrees of freedom
        assertThat(weighted(facings, mode == Mode.STRICT ? 25 : 30, mode == Mode.STRICT ? 25 : 10))
                .isLessThan(16.3);
        assertThat(ChiSquared.ofUniform(letters.values(), 4)).isLessThan(16.3);
        assertThat(ChiSquared.ofUniform(cameras.values(), 2)).isLessThan(10.8);
        assertThat(ChiSquared.ofUniform(kinds.values(), 2)).isLessThan(10.8);
    }

    private static double weighted(Map<String, Integer> counts, int common, int away) {
        double total = counts.values().stream().mapToInt(Integer::intValue).sum();
        double sum = 0;
        for (String facing : List.of("left", "right", "to me", "away from me")) {
            double expected = total * (facing.equals("away from me") ? away : common) / 100;
            double off = counts.getOrDefault(facing, 0) - expected;
            sum += off * off / expected;
        }
        return sum;
    }

    @Test
    void saysNothingAboutTheAnswerOfStrictTasksWithoutThePicture() {
        // Given: what the question shows, and what is answered in words
        Map<String, Map<String, Integer>> answers = new HashMap<>();
        // When
        for (long seed = 0; seed < 2_000; seed++) {
            Sample sample = sample(low(), seed, TaskOptions.of(Mode.STRICT));
            Matcher question = question(sample);
            answers.computeIfAbsent(sample.variant() + question.group(1) + question.group(2), key -> new HashMap<>())
                    .merge(question.group(4 + "ABCD".indexOf(sample.answer())), 1, Integer::sum);
        }
        // Then: opposite answers are as likely, within four standard deviations
        answers.forEach((question, counts) -> {
            for (String[] pair : new String[][] {{"Left", "Right"}, {"Front", "Back"}}) {
                int one = counts.getOrDefault(pair[0], 0);
                int other = counts.getOrDefault(pair[1], 0);
                assertThat((double) Math.abs(one - other)).as(question).isLessThanOrEqualTo(4 * Math.sqrt(one + other));
            }
        });
        assertThat(answers).hasSize(16);
    }

    @Test
    void asksAboutTheMostCentralPairInReferenceModeAndAboutOthersInStrict() {
        // When
        Set<String> strict = new HashSet<>();
        Set<String> reference = new HashSet<>();
        for (long seed = 0; seed < 40; seed++) {
            strict.add(sample(FLOOR, seed, png(Mode.STRICT, PairKind.FAR))
                    .images()
                    .get(0)
                    .sha256());
            reference.add(sample(FLOOR, seed, png(Mode.REFERENCE, PairKind.FAR))
                    .images()
                    .get(0)
                    .sha256());
        }
        // Then: one pair can be numbered in two ways
        assertThat(reference).hasSize(2);
        assertThat(strict).hasSize(40);
    }

    @Test
    void takesOnlyTheKindsAndFacingsThatOptionsName() {
        // Given
        PositionOptions only =
                PositionOptions.released().withKind(PairKind.NEAR).withFacing(Facing.AWAY);
        TaskOptions options = TaskOptions.of(Mode.STRICT).withPosition(only);
        for (long seed = 0; seed < 20; seed++) {
            // When
            Sample sample = sample(FLOOR, seed, options);
            // Then
            assertThat(sample.variant()).isEqualTo("near");
            assertThat(sample.prompt()).contains("away from me").doesNotContain("height");
        }
    }

    @Test
    void isAFunctionOfPictureSeedAndOptions() {
        for (Mode mode : Mode.values()) {
            for (long seed = 0; seed < 10; seed++) {
                // When
                Sample one = sample(FLOOR, seed, TaskOptions.of(mode));
                Sample two = sample(FLOOR, seed, TaskOptions.of(mode));
                // Then
                assertThat(one.prompt()).isEqualTo(two.prompt());
                assertThat(one.answer()).isEqualTo(two.answer());
                assertThat(one.images())
                        .extracting(EncodedImage::sha256)
                        .isEqualTo(
                                two.images().stream().map(EncodedImage::sha256).toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void skipsHostileMapsWithAReason(Mode mode) {
        DepthMaps.hostile().forEach((name, map) -> {
            SourceImage source = Sources.image(name, TestPictures.plain(map.width(), map.height(), 0x909090))
                    .withDepth(map);
            for (PairKind kind : PairKind.values()) {
                // When
                TaskOutcome outcome = TASK.make(source, 1, png(mode, kind));
                // Then
                if (outcome instanceof TaskOutcome.Skipped skipped) {
                    assertThat(skipped.reason().scope())
                            .as(name)
                            .isEqualTo(map.knownPixels() == 0 ? SkipReason.Scope.DEPTH_MAP : SkipReason.Scope.SAMPLE);
                    assertThat(skipped.detail()).isNotBlank();
                } else {
                    assertThat(((Sample) outcome).answer()).matches("[A-D]");
                }
            }
        });
    }

    /** Cheap to draw, as it is low: a wall that recedes to the right, in front of which posts stand. */
    private static SourceImage low() {
        return Sources.image("low", TestPictures.plain(500, 40, 0x808080))
                .withDepth(DepthMaps.of(500, 40, (x, y) -> x / 125 % 2 == 0 ? 4 + x / 500.0 : 20));
    }

    private static TaskOptions png(Mode mode, PairKind kind) {
        return TaskOptions.of(mode)
                .withEncoding(PictureEncoding.PNG)
                .withPosition(PositionOptions.uniform().withKind(kind));
    }

    private static Matcher question(Sample sample) {
        Matcher matcher = QUESTION.matcher(sample.prompt());
        assertThat(matcher.find()).as(sample.prompt()).isTrue();
        return matcher;
    }

    private static Sample sample(SourceImage source, long seed, TaskOptions options) {
        TaskOutcome outcome = TASK.make(source, seed, options);
        assertThat(outcome).isInstanceOf(Sample.class);
        return (Sample) outcome;
    }
}
