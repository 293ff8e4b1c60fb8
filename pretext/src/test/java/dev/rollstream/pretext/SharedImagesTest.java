package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.pretext.folder.ImageFolder;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SourceImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every task and variant, in both modes, on real photographs. */
class SharedImagesTest {
    private final Path photographs = Path.of(System.getProperty("rollstream.shared", "missing"), "images", "rgb");

    @BeforeEach
    void needPhotographs() {
        assumeTrue(Files.isDirectory(photographs), "sample data folder not present: " + photographs);
    }

    @Test
    void makesEveryVariantFromEveryPhotograph() throws Exception {
        // Given
        List<SourceImage> sources = load();
        // When
        List<Sample> samples = new ArrayList<>();
        for (SourceImage source : sources) {
            for (Mode mode : Mode.values()) {
                for (ShuffleVariant variant : ShuffleVariant.values()) {
                    samples.add(
                            make(new ShuffleTask(), source, TaskOptions.of(mode).withShuffleVariant(variant)));
                }
                samples.add(make(new FlipTask(), source, TaskOptions.of(mode)));
            }
        }
        // Then
        assertThat(samples).hasSize(10 * 2 * 7).allSatisfy(sample -> {
            EncodedImage picture = sample.images().get(0);
            assertThat(picture.sha256()).isEqualTo(Sha256.hex(picture.bytes()));
            assertThat(Pictures.decode(picture).width()).isEqualTo(picture.width());
            assertThat(sample.answer()).matches(sample.task().equals("flip") ? "[0-3]-[01]" : "[0-3](-[0-3]){2,3}");
        });
    }

    private List<SourceImage> load() throws Exception {
        ImageFolder folder = ImageFolder.open(photographs, IntakeOptions.defaults());
        List<SourceImage> sources = new ArrayList<>();
        for (int i = 0; i < folder.size(); i++) {
            LoadOutcome outcome = folder.load(i);
            assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
            sources.add(((LoadOutcome.Loaded) outcome).image());
        }
        return sources;
    }

    private static Sample make(PretextTask task, SourceImage source, TaskOptions options) {
        TaskOutcome outcome = task.make(source, 5, options);
        assertThat(outcome).as("%s on %s", task.name(), source.name()).isInstanceOf(Sample.class);
        return (Sample) outcome;
    }
}
