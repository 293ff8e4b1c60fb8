package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.pretext.folder.ImageFolder;
import dev.rollstream.pretext.geometry.DepthScale;
import dev.rollstream.pretext.geometry.PairKind;
import dev.rollstream.pretext.geometry.RegionSearch;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.scene.DrawnScenes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Strict tasks judged by what can be seen: numbers are read off the picture, depths looked up in the map. */
class MarkedPicturesTest {
    private static final Pattern QUESTION = Pattern.compile(
            "(?:region marked|place of marker) (\\d)[^?]* facing (left|right|to me|away from me)\\.[^?]*\\?"
                    + " A\\. (\\S+) B\\. (\\S+) C\\. (\\S+) D\\. (\\S+)\\. ");

    private int made;
    private int skipped;

    @Test
    void holdOnDrawnScenes() {
        // Given
        ImageSource scenes = new DrawnScenes(11, 16, 416, 320);
        // When
        for (int i = 0; i < scenes.size(); i++) {
            judgeAll(load(scenes, i), 2);
        }
        // Then
        assertThat(made).isGreaterThan(86);
        assertThat(skipped).isLessThan(10);
    }

    @Test
    void holdOnPhotographs() throws Exception {
        // Given
        Path images = Path.of(System.getProperty("rollstream.shared", "missing"), "images");
        assumeTrue(Files.isDirectory(images), "sample data folder not present: " + images);
        for (String set : List.of("diode", "megadepth")) {
            ImageSource folder = ImageFolder.open(images.resolve(set), IntakeOptions.defaults());
            for (int i = 0; i < folder.size(); i++) {
                // When
                judgeAll(load(folder, i), 6);
            }
        }
        // Then
        assertThat(made).isEqualTo(3 * 3 * 6);
    }

    private void judgeAll(SourceImage source, int seeds) {
        for (long seed = 0; seed < seeds; seed++) {
            make(new DepthTask(), source, seed, PairKind.NEAR);
            make(new PositionTask(), source, seed, PairKind.NEAR);
            make(new PositionTask(), source, seed, PairKind.FAR);
        }
    }

    private void make(PretextTask task, SourceImage source, long seed, PairKind kind) {
        TaskOptions options = TaskOptions.of(Mode.STRICT)
                .withEncoding(PictureEncoding.PNG)
                .withPosition(PositionOptions.uniform().withKind(kind));
        TaskOutcome outcome = task.make(source, seed, options);
        if (outcome instanceof Sample sample) {
            made++;
            List<double[]> points = numbered(source, sample, task.name().equals("depth") ? 3 : 2);
            assertApart(source, points);
            if (task.name().equals("depth")) {
                assertOrder(source.depth(), points, sample);
            } else {
                assertDirection(source.depth(), points, sample);
            }
        } else {
            skipped++;
        }
    }

    /** Where the numbers 1, 2, ... stand, in the source's pixels. */
    private static List<double[]> numbered(SourceImage source, Sample sample, int count) {
        NativeDrawing drawing =
                NativeDrawing.of(source.pixels().width(), source.pixels().height());
        RgbImage plain = drawing.draw(source.pixels(), List.of());
        RgbImage marked = Pictures.decode(sample.images().get(0));
        List<double[]> centres = MarkerFinder.added(plain, marked, drawing.size());
        assertThat(centres).as("markers on " + source.name()).hasSize(count);
        List<double[]> points = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            double[] best = centres.get(0);
            for (double[] centre : centres) {
                best = off(plain, marked, drawing, number, centre) < off(plain, marked, drawing, number, best)
                        ? centre
                        : best;
            }
            points.add(new double[] {best[0] * drawing.factor(), best[1] * drawing.factor()});
        }
        assertThat(points.stream().map(point -> point[0] + " " + point[1]).distinct())
                .as("every number once")
                .hasSize(count);
        return points;
    }

    private static long off(RgbImage plain, RgbImage marked, NativeDrawing drawing, int number, double[] centre) {
        return MarkerFinder.difference(marked, new Marker(number, centre[0], centre[1]), drawing.size());
    }

    private static void assertApart(SourceImage source, List<double[]> points) {
        double needed = NativeDrawing.of(
                        source.pixels().width(), source.pixels().height())
                .spacing();
        for (double[] a : points) {
            for (double[] b : points) {
                if (a != b) {
                    assertThat(Math.hypot(a[0] - b[0], a[1] - b[1])).isGreaterThan(needed - 4);
                }
            }
        }
    }

    private static float depth(DepthMap map, double[] point) {
        return map.at((int) point[0], (int) point[1]);
    }

    private static void assertOrder(DepthMap map, List<double[]> points, Sample sample) {
        DepthScale scale = RegionSearch.scale(map);
        double before = Double.NEGATIVE_INFINITY;
        for (String number : sample.answer().split("-", -1)) {
            double place = scale.of(depth(map, points.get(Integer.parseInt(number) - 1)));
            assertThat(place).as(sample.source() + " " + sample.seed()).isGreaterThan(before + 0.05);
            before = place;
        }
    }

    /** The answer in space, for a pinhole camera as wide as the picture's longer side is long. */
    private static void assertDirection(DepthMap map, List<double[]> points, Sample sample) {
        Matcher question = QUESTION.matcher(sample.prompt());
        assertThat(question.find()).as(sample.prompt()).isTrue();
        int camera = Integer.parseInt(question.group(1)) - 1;
        double dx = across(map, points.get(1 - camera)) - across(map, points.get(camera));
        double dz = (double) depth(map, points.get(1 - camera)) - depth(map, points.get(camera));
        double angle = Math.toRadians(Map.of("left", 90, "right", 270, "to me", 180, "away from me", 0)
                .get(question.group(2)));
        double right = Math.cos(angle) * dx + Math.sin(angle) * dz;
        double ahead = -Math.sin(angle) * dx + Math.cos(angle) * dz;
        String answer = question.group(3 + "ABCD".indexOf(sample.answer()));
        if (answer.contains("-") || answer.equals("Left") || answer.equals("Right")) {
            assertThat(answer).as(sample.source() + " " + sample.seed()).startsWith(right > 0 ? "Right" : "Left");
        }
        if (answer.contains("-") || answer.equals("Front") || answer.equals("Back")) {
            assertThat(answer).as(sample.source() + " " + sample.seed()).endsWith(ahead > 0 ? "Front" : "Back");
        }
    }

    private static double across(DepthMap map, double[] point) {
        return (point[0] - map.width() / 2.0) * depth(map, point) / Math.max(map.width(), map.height());
    }

    private static SourceImage load(ImageSource source, int index) {
        SourceImage image = ((LoadOutcome.Loaded) source.load(index)).image();
        return image.depth() == null ? ((LoadOutcome.Loaded) source.loadDepth(index, image)).image() : image;
    }
}
