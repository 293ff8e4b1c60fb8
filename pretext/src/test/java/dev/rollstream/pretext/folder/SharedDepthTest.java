package dev.rollstream.pretext.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.SourceImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The depth maps of real sets, in the layouts that they come in. */
class SharedDepthTest {
    private final Path images = Path.of(System.getProperty("rollstream.shared", "missing"), "images");

    @BeforeEach
    void needImages() {
        assumeTrue(Files.isDirectory(images), "sample data folder not present: " + images);
    }

    @Test
    void readsDiodeAndMegaDepth() throws Exception {
        // When
        Map<String, SourceImage> loaded = load(IntakeOptions.defaults());
        // Then
        assertThat(loaded)
                .containsOnlyKeys("diode/scene3.png", "megadepth/imgs/scene1.jpg", "megadepth/imgs/scene2.jpg");
        // what h5py and NumPy say of the same files: known depths, and their sum
        check(loaded.get("diode/scene3.png"), 1024, 768, 702_563, 10_829_072.061036587);
        check(loaded.get("megadepth/imgs/scene1.jpg"), 1600, 1064, 1_126_604, 249_903_237.60004044);
        check(loaded.get("megadepth/imgs/scene2.jpg"), 1600, 1062, 112_531, 2_101_665.8658714294);
        assertThat(loaded.get("diode/scene3.png").depth().at(800, 500)).isEqualTo(11.976042f);
        assertThat(loaded.get("megadepth/imgs/scene1.jpg").depth().at(800, 500)).isEqualTo(246.75787f);
    }

    @Test
    void reducesDepthMapsWithTheirPictures() throws Exception {
        // Given
        DepthMap whole =
                load(IntakeOptions.defaults()).get("megadepth/imgs/scene1.jpg").depth();
        // When
        SourceImage small = load(IntakeOptions.defaults().withMaxSide(800)).get("megadepth/imgs/scene1.jpg");
        // Then
        DepthMap reduced = small.depth();
        assertThat(small.pixels().width()).isEqualTo(800);
        float[] middles = new float[800 * 532];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = whole.at(2 * (i % 800) + 1, 2 * (i / 800) + 1);
        }
        assertThat(reduced).isEqualTo(DepthMap.owning(800, 532, middles));
    }

    private static void check(SourceImage image, int width, int height, int known, double sum) {
        DepthMap map = image.depth();
        double found = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                found += Float.isNaN(map.at(x, y)) ? 0 : map.at(x, y);
            }
        }
        assertThat(map.width()).isEqualTo(width);
        assertThat(map.height()).isEqualTo(height);
        assertThat(map.knownPixels()).isEqualTo(known);
        assertThat(found).isCloseTo(sum, within(1e-9 * sum));
    }

    private Map<String, SourceImage> load(IntakeOptions options) throws Exception {
        ImageFolder folder = ImageFolder.open(images, options);
        Map<String, SourceImage> loaded = new TreeMap<>();
        for (int i = 0; i < folder.size(); i++) {
            if (folder.hasDepth(i) && folder.load(i) instanceof LoadOutcome.Loaded picture) {
                LoadOutcome outcome = folder.loadDepth(i, picture.image());
                assertThat(outcome).as(folder.name(i)).isInstanceOf(LoadOutcome.Loaded.class);
                loaded.put(folder.name(i), ((LoadOutcome.Loaded) outcome).image());
            }
        }
        return loaded;
    }
}
