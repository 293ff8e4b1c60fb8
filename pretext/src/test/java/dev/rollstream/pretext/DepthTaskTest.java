package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.geometry.DepthMaps;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DepthTaskTest {
    private static final DepthTask TASK = new DepthTask();

    /** Three boards, the middle one in depth on the left. */
    private static final Billboards BOARDS = new Billboards(List.of(
            new Billboards.Point(-3, 0, 10), new Billboards.Point(0.5, 0.2, 2), new Billboards.Point(4, -5, 18)));

    private static final SourceImage RAMP = Sources.image("ramp", TestPictures.varied(320, 240))
            .withDepth(DepthMaps.of(320, 240, (x, y) -> 2 + 8.0 * (240 - y) / 240));

    @ParameterizedTest
    @EnumSource(Mode.class)
    void ordersTheNumbersOnThePictureByDepth(Mode mode) {
        for (long seed = 0; seed < 24; seed++) {
            // When
            Sample sample = sample(BOARDS.source(), seed, png(mode));
            // Then
            RgbImage picture = Pictures.decode(sample.images().get(0));
            List<Integer> numbers = mode == Mode.STRICT
                    ? BOARDS.numbers(picture, NativeDrawing.of(640, 480).size(), 1, 0)
                    : BOARDS.numbers(picture, FigureDrawing.DEPTH.size(), 693 / 480.0, 15);
            String expected = BOARDS.boards().stream()
                    .sorted(Comparator.comparingDouble(Billboards.Point::z))
                    .map(board -> numbers.get(BOARDS.boards().indexOf(board)).toString())
                    .collect(Collectors.joining("-"));
            assertThat(sample.answer()).isEqualTo(expected);
        }
    }

    @Test
    void invertsTheOrderOfNumbersAsTheReleasedScriptDoes() {
        // Given: number 1 marks the middle band, 2 the far one, 3 the near one
        int[] bandOfNumber = {1, 2, 0};
        // When Then
        assertThat(DepthTask.answer(bandOfNumber)).isEqualTo("3-1-2");
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void givesAllSixAnswersEquallyOften(Mode mode) {
        // When
        Map<String, Integer> answers = new HashMap<>();
        SourceImage source = Sources.image("low", TestPictures.plain(500, 32, 0x808080))
                .withDepth(DepthMaps.of(500, 32, (x, y) -> 2 + 8.0 * x / 500));
        for (long seed = 0; seed < 1_800; seed++) {
            answers.merge(sample(source, seed, TaskOptions.of(mode)).answer(), 1, Integer::sum);
        }
        // Then: 1-in-1,000 limit for 5 degrees of freedom
        assertThat(answers).containsOnlyKeys("1-2-3", "1-3-2", "2-1-3", "2-3-1", "3-1-2", "3-2-1");
        assertThat(ChiSquared.ofUniform(answers.values(), 6)).isLessThan(20.5);
    }

    @Test
    void writesReferencePicturesAsReleased() {
        // When
        EncodedImage jpeg =
                sample(RAMP, 1, TaskOptions.of(Mode.REFERENCE)).images().get(0);
        EncodedImage strict =
                sample(RAMP, 1, TaskOptions.of(Mode.STRICT)).images().get(0);
        // Then
        assertThat(jpeg.format()).isEqualTo(PictureFormat.JPEG);
        assertThat(List.of(jpeg.width(), jpeg.height())).isEqualTo(List.of(924 + 30, 693 + 30));
        assertThat(List.of(strict.width(), strict.height())).isEqualTo(List.of(320, 240));
    }

    @Test
    void isAFunctionOfPictureSeedAndOptions() {
        for (Mode mode : Mode.values()) {
            for (long seed = 0; seed < 10; seed++) {
                // When
                Sample one = sample(RAMP, seed, TaskOptions.of(mode));
                Sample two = sample(RAMP, seed, TaskOptions.of(mode));
                // Then
                assertThat(one.prompt()).isEqualTo(two.prompt());
                assertThat(one.answer()).isEqualTo(two.answer());
                assertThat(one.images().get(0).sha256())
                        .isEqualTo(two.images().get(0).sha256());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void skipsHostileMapsWithAReason(Mode mode) {
        DepthMaps.hostile().forEach((name, map) -> {
            // Given
            SourceImage source = Sources.image(name, TestPictures.plain(map.width(), map.height(), 0x909090))
                    .withDepth(map);
            // When
            TaskOutcome outcome = TASK.make(source, 1, png(mode));
            // Then
            if (outcome instanceof TaskOutcome.Skipped skipped) {
                assertThat(skipped.reason().scope())
                        .as(name)
                        .isEqualTo(map.knownPixels() == 0 ? SkipReason.Scope.DEPTH_MAP : SkipReason.Scope.SAMPLE);
                assertThat(skipped.detail()).isNotBlank();
            } else {
                assertThat(((Sample) outcome).answer()).matches("[1-3]-[1-3]-[1-3]");
            }
        });
    }

    private static TaskOptions png(Mode mode) {
        return TaskOptions.of(mode).withEncoding(PictureEncoding.PNG);
    }

    private static Sample sample(SourceImage source, long seed, TaskOptions options) {
        TaskOutcome outcome = TASK.make(source, seed, options);
        assertThat(outcome).isInstanceOf(Sample.class);
        return (Sample) outcome;
    }
}
