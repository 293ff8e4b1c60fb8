package dev.rollstream.pretext.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a picture, and what becomes of it; depth maps are in {@link CompanionsTest}. */
class ImageFolderTest {
    private static final byte[] JPEG = TestPictures.jpeg(TestPictures.soft(64, 64));
    private static final byte[] PNG = TestPictures.png(TestPictures.soft(64, 64));

    @TempDir
    private Path folder;

    @Test
    void listsByContentAndSortsByRelativePath() throws Exception {
        // Given
        put("b/2.png", PNG);
        put("b/1.jpg", JPEG);
        put("a.jpeg", PNG);
        put("z/deep/er/c.JPG", JPEG);
        put("no-extension", JPEG);
        put("data.bin", PNG);
        put("notes.txt", "text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        put(".hidden.jpg", JPEG);
        put(".cache/x.jpg", JPEG);
        // When
        ImageFolder images = open();
        // Then
        assertThat(names(images))
                .containsExactly("a.jpeg", "b/1.jpg", "b/2.png", "data.bin", "no-extension", "z/deep/er/c.JPG");
        assertThat(outcomes(images)).containsOnlyKeys(names(images)).allSatisfy((name, reason) -> assertThat(reason)
                .isEqualTo("LOADED"));
    }

    @Test
    void givesEveryBadFileItsReasonAndReadsTheRest() throws Exception {
        // Given
        put("good.png", PNG);
        put("broken.jpg", java.util.Arrays.copyOf(JPEG, JPEG.length / 2));
        put("empty.jpg", new byte[0]);
        put("text.jpg", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        put("picture.gif", "GIF89a......................".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        put("bomb.png", TestPictures.greyPng(50_000, 50_000, new byte[10]));
        put("tiny.png", TestPictures.png(TestPictures.soft(8, 8)));
        put("large.png", new byte[2_000_001]);
        put("folder.jpg/inside.jpg", JPEG);
        Files.createSymbolicLink(folder.resolve("nowhere.jpg"), folder.resolve("missing"));
        // When
        ImageFolder images = ImageFolder.open(folder, new IntakeOptions(2_000_000, 64_000_000, 64_000_000, 32, 1_600));
        // Then
        assertThat(outcomes(images))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "good.png", "LOADED",
                        "broken.jpg", "TRUNCATED",
                        "empty.jpg", "EMPTY_FILE",
                        "text.jpg", "NOT_AN_IMAGE",
                        "picture.gif", "UNSUPPORTED_FORMAT",
                        "bomb.png", "TOO_MANY_PIXELS",
                        "tiny.png", "TOO_SMALL",
                        "large.png", "FILE_TOO_LARGE",
                        "folder.jpg/inside.jpg", "LOADED",
                        "nowhere.jpg", "UNREADABLE"));
    }

    @Test
    void followsLinksButNoLoops() throws Exception {
        // Given
        put("a/picture.jpg", JPEG);
        Files.createSymbolicLink(folder.resolve("a/up"), folder);
        Files.createSymbolicLink(folder.resolve("linked.jpg"), folder.resolve("a/picture.jpg"));
        // When
        ImageFolder images = open();
        // Then
        assertThat(outcomes(images))
                .containsExactly(Map.entry("a/picture.jpg", "LOADED"), Map.entry("linked.jpg", "LOADED"));
    }

    @Test
    void reportsAFileThatWentAwayAfterListing() throws Exception {
        // Given
        put("a.jpg", JPEG);
        ImageFolder images = open();
        Files.delete(folder.resolve("a.jpg"));
        // When
        LoadOutcome outcome = images.load(0);
        // Then
        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Rejected.class, bad -> assertThat(bad.reason())
                .isEqualTo(SkipReason.UNREADABLE));
    }

    @Test
    void hashesTheBytesOfTheFile() throws Exception {
        // Given
        put("a.jpg", JPEG);
        // When
        LoadOutcome outcome = open().load(0);
        // Then
        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Loaded.class, loaded -> assertThat(loaded.image())
                .extracting(SourceImage::name, SourceImage::sha256)
                .containsExactly("a.jpg", Sha256.hex(JPEG)));
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws Exception {
        // Given
        put("file.txt", new byte[3]);
        Path missing = folder.resolve("missing");
        Path file = folder.resolve("file.txt");
        // When Then
        assertThatThrownBy(() -> ImageFolder.open(missing, IntakeOptions.defaults()))
                .isInstanceOf(ImageSourceException.class)
                .hasMessage("image folder " + missing + " does not exist");
        assertThatThrownBy(() -> ImageFolder.open(file, IntakeOptions.defaults()))
                .isInstanceOf(ImageSourceException.class)
                .hasMessageContaining("is not a folder");
        assertThatThrownBy(this::open)
                .isInstanceOf(ImageSourceException.class)
                .hasMessageContaining("holds no JPEG or PNG file (1 other files were seen)");
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private ImageFolder open() throws ImageSourceException {
        return ImageFolder.open(folder, IntakeOptions.defaults());
    }

    private static String[] names(ImageFolder images) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            names.add(images.name(i));
        }
        return names.toArray(String[]::new);
    }

    private static Map<String, String> outcomes(ImageFolder images) {
        Map<String, String> outcomes = new TreeMap<>();
        for (int i = 0; i < images.size(); i++) {
            LoadOutcome outcome = images.load(i);
            outcomes.put(
                    images.name(i),
                    outcome instanceof LoadOutcome.Rejected bad ? bad.reason().name() : "LOADED");
        }
        return outcomes;
    }
}
