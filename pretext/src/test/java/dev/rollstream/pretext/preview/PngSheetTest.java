package dev.rollstream.pretext.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.image.SkipReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngSheetTest {
    private static final int RIGHT = 0x14804A;

    @Test
    void drawsEveryCardOnWhite() throws Exception {
        // When
        BufferedImage four = sheet(Preview.of(Runs.of(sequence -> Runs.task(sequence, "flip", "a")), 4, 1));
        BufferedImage one = sheet(Preview.of(Runs.of(sequence -> Runs.task(sequence, "flip", "a")), 1, 1));
        // Then: the fourth begins a second row
        assertThat(four.getWidth()).isEqualTo(one.getWidth());
        assertThat(four.getHeight() - one.getHeight()).isBetween(300, 900);
        assertThat(count(four, 0xFFFFFF)).isGreaterThan(3 * count(one, 0xFFFFFF));
    }

    @Test
    void marksTheRightOptionByItsPlace() throws Exception {
        // When
        int first = middleOfRight(sheet(Preview.of(Runs.of(sequence -> Runs.crop(sequence, "A")), 1, 1)));
        int last = middleOfRight(sheet(Preview.of(Runs.of(sequence -> Runs.crop(sequence, "D")), 1, 1)));
        // Then
        assertThat(first).isLessThan(32 + PngCard.WIDTH / 3);
        assertThat(last).isBetween(32 + 2 * PngCard.WIDTH / 3, 32 + PngCard.WIDTH);
    }

    @Test
    void bearsTextOfAnyLengthAndScript() throws Exception {
        // Given
        String name = "\u65e5\u672c\uD83D\uDE00\u202E" + "x".repeat(5_000) + "/\u0416\u03A9.jpg";
        // When
        BufferedImage sheet = sheet(Preview.of(Runs.of(sequence -> Runs.task(sequence, name, name)), 1, 1));
        BufferedImage empty = sheet(Preview.of(
                Runs.of(sequence -> new EmptyDraw(sequence, List.of(new Skip(name, "t", SkipReason.CORRUPT, "d")))),
                3,
                1));
        // Then
        assertThat(sheet.getHeight()).isLessThan(1_200);
        assertThat(empty.getHeight()).isBetween(150, 400);
    }

    @Test
    void needsNoFontsOfTheSystem() throws Exception {
        // Given
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.isReadable(maps), "libraries that are loaded can be listed on Linux only");
        // When
        sheet(Preview.of(Runs.of(sequence -> Runs.task(sequence, "flip", "a")), 1, 1));
        // Then
        assertThat(Files.readString(maps))
                .contains("libjvm")
                .doesNotContain("libfontmanager", "libfreetype", "fontconfig");
    }

    @Test
    void breaksLinesWhereTheyAreFull() {
        // Given
        SheetFont font = SheetFont.load();
        // When
        List<String> lines = font.wrap("several words, and averyveryveryverylongone in between", 16, 120, 9);
        List<String> cut = font.wrap("several words, and averyveryveryverylongone in between", 16, 120, 2);
        // Then
        assertThat(lines).allSatisfy(line -> assertThat(font.width(line, 16)).isLessThanOrEqualTo(120));
        assertThat(String.join("", lines).replace(" ", ""))
                .isEqualTo("severalwords,andaveryveryveryverylongoneinbetween");
        assertThat(cut).hasSize(2).element(1).asString().endsWith("\u2026");
        assertThat(font.wrap("\uD83D\uDE00\uD83D\uDE00", 16, 1, 5)).hasSize(2);
        assertThat(font.wrap("", 16, 120, 3)).isEmpty();
        assertThat(font.endOf("folder/of/some/file.jpg", 16, 80))
                .startsWith("\u2026")
                .endsWith("file.jpg");
    }

    private static BufferedImage sheet(Preview preview) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(PngSheet.render(preview)));
    }

    private static int count(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    /** Where the frame of the right option lies: the mean column of the pixels of its colour. */
    private static int middleOfRight(BufferedImage image) {
        long sum = 0;
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == RIGHT) {
                    sum += x;
                    count++;
                }
            }
        }
        assertThat(count).isGreaterThan(500);
        return (int) (sum / count);
    }
}
