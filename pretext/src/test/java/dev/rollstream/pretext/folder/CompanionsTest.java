package dev.rollstream.pretext.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files belong to which picture, by name. */
class CompanionsTest {
    private static final byte[] PNG = TestPictures.png(TestPictures.soft(64, 64));

    @TempDir
    private Path folder;

    @Test
    void findsDepthMapsBesideTheirPictures() throws Exception {
        // Given
        put("a.jpg", "a.depth.npy", "a.mask.npy");
        put("b.png", "b.depth.png", "b.mask.png");
        put("c.jpeg", "c.depth.pfm");
        put("deep/er/d.jpg", "deep/er/d.depth.h5");
        put("e.jpg", "pool_depth.png", "f_depth.png", "f.png");
        // When
        ImageFolder images = open();
        // Then
        assertThat(depths(images))
                .containsExactly(
                        Map.entry("a.jpg", true),
                        Map.entry("b.png", true),
                        Map.entry("c.jpeg", true),
                        Map.entry("deep/er/d.jpg", true),
                        Map.entry("e.jpg", false),
                        Map.entry("f.png", true),
                        Map.entry("pool_depth.png", false));
        assertThat(images.depthsWithoutPicture()).isEmpty();
    }

    @Test
    void findsDepthMapsOfDiode() throws Exception {
        // Given
        put("val/00019_00183_indoors_000_010.png");
        put("val/00019_00183_indoors_000_010_depth.npy", "val/00019_00183_indoors_000_010_depth_mask.npy");
        // When
        ImageFolder images = open();
        // Then
        assertThat(depths(images)).containsExactly(Map.entry("val/00019_00183_indoors_000_010.png", true));
        assertThat(images.depthsWithoutPicture()).isEmpty();
    }

    @Test
    void findsDepthMapsInTheFolderBeside() throws Exception {
        // Given
        put("0000/dense0/imgs/1.jpg", "0000/dense0/depths/1.h5");
        put("scannet/color/0.jpg", "scannet/depth/0.png");
        put("rgb/1305031102.175304.png", "depth/1305031102.175304.png");
        put("nyu/images/7.png", "nyu/depths/7.npy");
        // When
        ImageFolder images = open();
        // Then
        assertThat(depths(images))
                .containsExactly(
                        Map.entry("0000/dense0/imgs/1.jpg", true),
                        Map.entry("nyu/images/7.png", true),
                        Map.entry("rgb/1305031102.175304.png", true),
                        Map.entry("scannet/color/0.jpg", true));
        assertThat(images.depthsWithoutPicture()).isEmpty();
    }

    @Test
    void leavesFoldersCalledDepthAloneWhereNoPicturesLieBeside() throws Exception {
        // Given
        put("divers/depth/1.png", "divers/deep/1.jpg");
        // When
        ImageFolder images = open();
        // Then
        assertThat(depths(images))
                .containsExactly(Map.entry("divers/deep/1.jpg", false), Map.entry("divers/depth/1.png", false));
    }

    @Test
    void namesDepthMapsWithoutPicture() throws Exception {
        // Given
        put("a.jpg", "b.depth.png", "c_depth.npy", "c_depth_mask.npy", "d.mask.png");
        put("rgb/1.png", "depth/2.png", "depth/3.h5", "depth/4.jpg");
        put("other.npy");
        // When
        ImageFolder images = open();
        // Then
        assertThat(depths(images)).containsOnlyKeys("a.jpg", "depth/4.jpg", "rgb/1.png");
        assertThat(images.depthsWithoutPicture())
                .containsExactly(
                        "b.depth.png", "c_depth.npy", "c_depth_mask.npy", "d.mask.png", "depth/2.png", "depth/3.h5");
    }

    @Test
    void takesTheDepthMapNearestToThePicture() throws Exception {
        // Given
        put("rgb/1.png", "rgb/1.depth.npy", "rgb/1.depth.png", "rgb/1_depth.npy", "depth/1.png", "depths/1.h5");
        // When
        FolderListing listing = new FolderListing(folder);
        listing.walk();
        // Then
        assertThat(listing.entries()).singleElement().satisfies(entry -> assertThat(entry.depth())
                .isEqualTo(folder.resolve("rgb/1.depth.npy")));
        assertThat(listing.orphans()).isEmpty();
    }

    @Test
    void saysWhenThereAreOnlyDepthMaps() throws Exception {
        // Given
        put("a.depth.png", "b_depth.npy", "c.npy");
        // When Then
        assertThatThrownBy(this::open)
                .isInstanceOf(ImageSourceException.class)
                .hasMessageContaining("1 other files were seen, 2 depth maps or masks lack their pictures");
    }

    private void put(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, PNG);
        }
    }

    private ImageFolder open() throws ImageSourceException {
        return ImageFolder.open(folder, IntakeOptions.defaults());
    }

    private static Map<String, Boolean> depths(ImageFolder images) {
        Map<String, Boolean> depths = new LinkedHashMap<>();
        for (int i = 0; i < images.size(); i++) {
            depths.put(images.name(i), images.hasDepth(i));
        }
        return depths;
    }
}
