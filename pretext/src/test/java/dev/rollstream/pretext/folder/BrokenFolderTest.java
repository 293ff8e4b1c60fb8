package dev.rollstream.pretext.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.pretext.Allocation;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.LoadOutcome.Loaded;
import dev.rollstream.pretext.image.LoadOutcome.Rejected;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.TestPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenFolderTest {
    /** Some times what a sound picture of this size takes, with its depth map. */
    private static final long MAX_ALLOCATED = 16_000_000;

    @TempDir
    private Path folder;

    @Test
    void givesEveryPictureAndDepthMapItsReason() throws Exception {
        // Given
        BrokenFolder broken = BrokenFolder.in(folder);
        // When
        ImageFolder images = open();
        Map<String, SkipReason> badPictures = new TreeMap<>();
        Map<String, SkipReason> badDepths = new TreeMap<>();
        int goodDepths = 0;
        for (int i = 0; i < images.size(); i++) {
            if (!(load(images, i) instanceof Loaded picture)) {
                badPictures.put(images.name(i), ((Rejected) load(images, i)).reason());
            } else if (images.hasDepth(i)) {
                LoadOutcome depth = loadDepth(images, i, picture);
                if (depth instanceof Rejected rejected) {
                    assertThat(rejected.detail()).isNotEmpty();
                    badDepths.put(images.name(i), rejected.reason());
                } else {
                    goodDepths++;
                }
            }
        }
        // Then
        assertThat(badPictures).isEqualTo(broken.badPictures());
        assertThat(badDepths).isEqualTo(broken.badDepths());
        assertThat(goodDepths).isEqualTo(1);
        assertThat(images.depthsWithoutPicture())
                .containsExactly("lonely.depth.png", "lonely.mask.png", "sub/lonely_depth.npy");
    }

    @Test
    void givesAReasonForWhatItMayNotRead() throws Exception {
        // Given
        Path file = Files.write(folder.resolve("secret.png"), TestPictures.png(TestPictures.soft(64, 64)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "this user may read every file, whatever its permissions");
        // When
        LoadOutcome outcome = open().load(0);
        // Then
        assertThat(outcome).isInstanceOfSatisfying(Rejected.class, bad -> assertThat(bad.reason())
                .isEqualTo(SkipReason.UNREADABLE));
    }

    @Test
    void givesAReasonForWhatCannotBeRead() throws Exception {
        // Given: the first page of this process's memory, which not even the superuser reads
        Path unreadable = Path.of("/proc/self/mem");
        assumeTrue(Files.exists(unreadable), "this system has no " + unreadable);
        Files.write(folder.resolve("good.png"), TestPictures.png(TestPictures.soft(64, 64)));
        Files.createSymbolicLink(folder.resolve("unreadable.png"), unreadable);
        Files.createSymbolicLink(folder.resolve("good.depth.npy"), unreadable);
        // When
        ImageFolder images = open();
        LoadOutcome picture = images.load(1);
        LoadOutcome depth = images.loadDepth(0, ((Loaded) images.load(0)).image());
        // Then
        assertThat(picture).isInstanceOfSatisfying(Rejected.class, bad -> assertThat(bad.reason())
                .isEqualTo(SkipReason.UNREADABLE));
        assertThat(depth).isInstanceOfSatisfying(Rejected.class, bad -> assertThat(bad.reason())
                .isEqualTo(SkipReason.DEPTH_UNREADABLE));
    }

    @Test
    void noticesAPictureThatWentAwayBeforeItsDepthMapCame() throws Exception {
        // Given
        BrokenFolder.in(folder);
        ImageFolder images = open();
        int good = 0;
        while (!images.name(good).equals("d-good.jpg")) {
            good++;
        }
        Loaded picture = (Loaded) images.load(good);
        Files.delete(folder.resolve("d-good.jpg"));
        // When
        LoadOutcome depth = images.loadDepth(good, picture.image());
        // Then
        assertThat(depth).isInstanceOfSatisfying(Rejected.class, bad -> assertThat(bad.reason())
                .isEqualTo(SkipReason.DEPTH_UNREADABLE));
    }

    private ImageFolder open() throws Exception {
        return ImageFolder.open(folder, IntakeOptions.defaults());
    }

    private static LoadOutcome load(ImageFolder images, int index) {
        LoadOutcome[] outcome = new LoadOutcome[1];
        long allocated = Allocation.bytes(() -> outcome[0] = images.load(index));
        assertThat(allocated).as("memory for %s", images.name(index)).isLessThan(MAX_ALLOCATED);
        return outcome[0];
    }

    private static LoadOutcome loadDepth(ImageFolder images, int index, Loaded picture) {
        LoadOutcome[] outcome = new LoadOutcome[1];
        long allocated = Allocation.bytes(() -> outcome[0] = images.loadDepth(index, picture.image()));
        assertThat(allocated)
                .as("memory for the depth of %s", images.name(index))
                .isLessThan(MAX_ALLOCATED);
        return outcome[0];
    }
}
