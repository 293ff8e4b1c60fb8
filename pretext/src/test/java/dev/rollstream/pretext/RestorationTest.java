package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.pretext.folder.ImageFolder;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.scene.DrawnScenes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever follows the answer gets the picture back: on drawn scenes, and on photographs where they are at hand. */
class RestorationTest {
    /** Which pictures. */
    enum Gallery {
        SCENES,
        PHOTOGRAPHS;

        List<SourceImage> pictures() throws ImageSourceException {
            Path samples = Path.of(System.getProperty("rollstream.shared", "missing"), "images");
            if (this == PHOTOGRAPHS) {
                assumeTrue(Files.isDirectory(samples), "sample data folder not present: " + samples);
            }
            ImageSource source = this == SCENES
                    ? new DrawnScenes(11, 4, 416, 320)
                    : ImageFolder.open(samples, IntakeOptions.defaults().withMaxSide(480));
            List<SourceImage> pictures = new ArrayList<>();
            for (int i = 0; i < source.size(); i++) {
                if (source.load(i) instanceof LoadOutcome.Loaded loaded) {
                    pictures.add(loaded.image());
                }
            }
            return pictures;
        }
    }

    @ParameterizedTest
    @EnumSource(Gallery.class)
    void undoingTheShuffleRestoresThePicture(Gallery gallery) throws Exception {
        // Given
        int made = 0;
        for (SourceImage source : gallery.pictures()) {
            for (Mode mode : Mode.values()) {
                for (ShuffleVariant variant : ShuffleVariant.values()) {
                    // When
                    List<Sample> samples =
                            samples(new ShuffleTask(), source, options(mode).withShuffleVariant(variant), 1);
                    // Then
                    for (Sample sample : samples) {
                        assertShuffleUndone(source.pixels(), sample, variant);
                    }
                    made += samples.size();
                }
            }
        }
        assertThat(made)
                .as("made of what there is")
                .isGreaterThan(gallery.pictures().size() * 8);
    }

    private static void assertShuffleUndone(RgbImage original, Sample sample, ShuffleVariant variant) {
        RgbImage shown = Pictures.decode(sample.images().get(0));
        int width = original.width() / variant.columns();
        int height = original.height() / variant.rows();
        int[] labels = Arrays.stream(sample.answer().split("-"))
                .mapToInt(Integer::parseInt)
                .toArray();
        assertThat(labels).hasSize(variant.rows() * variant.columns()).doesNotHaveDuplicates();
        RgbCanvas canvas = new RgbCanvas(width * variant.columns(), height * variant.rows());
        for (int place = 0; place < labels.length; place++) {
            canvas.paste(
                    shown,
                    slot(labels[place], variant.columns(), width, height),
                    place % variant.columns() * width,
                    place / variant.columns() * height);
        }
        RgbImage restored = canvas.finish();
        int hidden = 0;
        for (int place = 0; place < labels.length; place++) {
            Region patch = slot(place, variant.columns(), width, height);
            if (!sameBesideMarks(original, restored, patch)) {
                assertThat(white(restored, patch))
                        .as("patch %d of %s", place, name(sample))
                        .isTrue();
                hidden++;
            }
        }
        assertThat(hidden).as("hidden patches of %s", name(sample)).isEqualTo(variant.masked() ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(Gallery.class)
    void unflippingThePatchRestoresThePicture(Gallery gallery) throws Exception {
        // Given
        int made = 0;
        for (SourceImage source : gallery.pictures()) {
            for (Mode mode : Mode.values()) {
                // When
                List<Sample> samples = samples(new FlipTask(), source, options(mode), 2);
                // Then
                for (Sample sample : samples) {
                    assertUnflipped(source.pixels(), sample);
                }
                made += samples.size();
            }
        }
        assertThat(made)
                .as("made of what there is")
                .isGreaterThan(gallery.pictures().size() * 2);
    }

    private static void assertUnflipped(RgbImage original, Sample sample) {
        RgbImage shown = Pictures.decode(sample.images().get(0));
        int width = original.width() / 2;
        int height = original.height() / 2;
        Region flipped = slot(sample.answer().charAt(0) - '0', 2, width, height);
        assertThat(sameBesideMarks(original, shown, flipped)).isFalse();
        RgbCanvas canvas = RgbCanvas.copyOf(shown);
        if (sample.answer().endsWith("-0")) {
            canvas.flipVertically(flipped);
        } else {
            canvas.flipHorizontally(flipped);
        }
        RgbImage restored = canvas.finish();
        for (int place = 0; place < 4; place++) {
            Region patch = slot(place, 2, width, height);
            assertThat(sameBesideMarks(original, restored, patch))
                    .as("patch %d of %s", place, name(sample))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Gallery.class)
    void theRightOptionRestoresThePicture(Gallery gallery) throws Exception {
        // Given
        int made = 0;
        for (SourceImage source : gallery.pictures()) {
            for (CropDetail detail : CropDetail.values()) {
                // When
                List<Sample> samples =
                        samples(new CropTask(), source, options(Mode.STRICT).withCropDetail(detail), 4);
                // Then
                for (Sample sample : samples) {
                    assertFilled(source.pixels(), sample, detail);
                }
                made += samples.size();
            }
        }
        assertThat(made).isGreaterThan(3 * gallery.pictures().size());
    }

    private static void assertFilled(RgbImage original, Sample sample, CropDetail detail) {
        Region hole = CropPlan.draw(original.width(), original.height(), new SeededRandom(sample.seed()))
                .crop();
        double[] differences = new double[CropPlan.SLOTS];
        for (int slot = 0; slot < CropPlan.SLOTS; slot++) {
            RgbImage filled = CropReview.pasted(sample, original.width(), original.height(), slot);
            differences[slot] = CropReview.meanDifference(filled.part(hole), original.part(hole));
        }
        double right = differences["ABCD".indexOf(sample.answer())];
        double wrong = Arrays.stream(differences).sorted().skip(1).findFirst().orElseThrow();
        if (detail == CropDetail.AS_CUT) {
            assertThat(right).as(name(sample)).isZero();
            assertThat(wrong).as(name(sample)).isGreaterThanOrEqualTo(3);
        } else {
            assertThat(right).as(name(sample)).isLessThan(20).isLessThan(wrong / 2);
        }
    }

    private static String name(Sample sample) {
        return sample.task() + " " + sample.variant() + " on " + sample.source() + ", seed " + sample.seed();
    }

    private static TaskOptions options(Mode mode) {
        return TaskOptions.of(mode).withEncoding(PictureEncoding.PNG);
    }

    /** What some seeds give; pictures that strict mode refuses give nothing. */
    private static List<Sample> samples(PretextTask task, SourceImage source, TaskOptions options, int seeds) {
        return LongStream.range(0, seeds)
                .mapToObj(seed -> task.make(source, SeededRandom.mix(seed), options))
                .flatMap(outcome -> outcome instanceof Sample sample ? Stream.of(sample) : Stream.empty())
                .toList();
    }

    private static Region slot(int label, int columns, int width, int height) {
        return new Region(label % columns * width, label / columns * height, width, height);
    }

    /** Whether a patch is the same inside the border and outside the label's corner, wherever the patch has that corner now. */
    private static boolean sameBesideMarks(RgbImage expected, RgbImage actual, Region patch) {
        int besideX = Math.max(60, patch.width() / 3);
        int besideY = Math.max(60, patch.height() / 4);
        for (int y = patch.y() + 2; y < patch.y() + patch.height() - 2; y++) {
            for (int x = patch.x() + 2; x < patch.x() + patch.width() - 2; x++) {
                int fromEdgeX = Math.min(x - patch.x(), patch.x() + patch.width() - 1 - x);
                int fromEdgeY = Math.min(y - patch.y(), patch.y() + patch.height() - 1 - y);
                boolean corner = fromEdgeX < besideX && fromEdgeY < besideY;
                if (!corner && expected.rgb(x, y) != actual.rgb(x, y)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean white(RgbImage image, Region patch) {
        for (int y = patch.height() / 2; y < patch.height() - 2; y++) {
            for (int x = 2; x < patch.width() - 2; x++) {
                if (image.rgb(patch.x() + x, patch.y() + y) != 0xFFFFFF) {
                    return false;
                }
            }
        }
        return true;
    }
}
