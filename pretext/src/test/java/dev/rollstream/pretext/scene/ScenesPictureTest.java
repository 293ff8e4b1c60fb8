package dev.rollstream.pretext.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.SourceImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Draws the README's picture of drawn scenes, their depth maps below them, and writes it to the file of the system property
 * {@code scenes.picture} if there is one:
 *
 * <pre>mvn -pl pretext test -Dtest=ScenesPictureTest -Dscenes.picture=$PWD/docs/images/scenes.jpg</pre>
 */
class ScenesPictureTest {
    private static final int WIDTH = 400;
    private static final int HEIGHT = 300;
    private static final int GAP = 4;
    private static final int SKY = 0x1B1F2A;
    /** From the farthest to the nearest. */
    private static final Rgb[] DEPTHS = {
        Rgb.of(0x2B2F5E), Rgb.of(0x2F6C9E), Rgb.of(0x3FA7A0), Rgb.of(0x9CCB6B), Rgb.of(0xF2D45C), Rgb.of(0xE8743B)
    };

    /** A scene of seed 7. */
    private record Shown(SceneKind kind, int number) {}

    private static final List<Shown> SHOWN = List.of(
            new Shown(SceneKind.ROOM, 3),
            new Shown(SceneKind.STREET, 11),
            new Shown(SceneKind.OUTDOORS, 1),
            new Shown(SceneKind.ROOM, 19));

    @Test
    void showsScenesOfEveryKindWithTheirDepthsInAPictureOfLessThan400Kilobytes() throws IOException {
        // Given
        RgbCanvas canvas = new RgbCanvas(SHOWN.size() * (WIDTH + GAP) - GAP, 2 * HEIGHT + GAP);
        canvas.fill(new Region(0, 0, canvas.width(), canvas.height()), 0xFFFFFF);
        for (int i = 0; i < SHOWN.size(); i++) {
            draw(SHOWN.get(i), canvas, i * (WIDTH + GAP));
        }
        // When
        EncodedImage picture = new PictureEncoding(PictureFormat.JPEG, 88).encode(canvas.finish());
        // Then
        assertThat(picture.bytes()).hasSizeBetween(60_000, 400_000);
        String file = System.getProperty("scenes.picture", "");
        if (!file.isEmpty()) {
            Files.createDirectories(
                    Objects.requireNonNull(Path.of(file).toAbsolutePath().getParent()));
            Files.write(Path.of(file), picture.bytes());
        }
    }

    private static void draw(Shown shown, RgbCanvas canvas, int left) {
        DrawnScenes scenes =
                new DrawnScenes(7, 1, WIDTH, HEIGHT).only(shown.kind).startingAt(shown.number);
        SourceImage scene = ((LoadOutcome.Loaded) scenes.load(0)).image();
        canvas.paste(scene.pixels(), new Region(0, 0, WIDTH, HEIGHT), left, 0);
        DepthMap depth = Objects.requireNonNull(scene.depth());
        double nearest = Double.POSITIVE_INFINITY;
        double farthest = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                nearest = depth.at(x, y) < nearest ? depth.at(x, y) : nearest;
                farthest = depth.at(x, y) > farthest ? depth.at(x, y) : farthest;
            }
        }
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double share = (1 / depth.at(x, y) - 1 / farthest) / (1 / nearest - 1 / farthest);
                canvas.set(left + x, HEIGHT + GAP + y, Double.isNaN(share) ? SKY : colour(share));
            }
        }
    }

    private static int colour(double share) {
        double place = Math.max(0, Math.min(0.9999, share)) * (DEPTHS.length - 1);
        int step = (int) place;
        return DEPTHS[step].mix(DEPTHS[step + 1], place - step).packed();
    }
}
