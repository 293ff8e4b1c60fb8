package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.pretext.image.SkipReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of depth maps that are broken in every way, as the command meets it. */
class BrokenDepthMapsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void brokenDepthMapsCostTheirOwnDepthTasksOnly(@TempDir Path directory) throws Exception {
        // Given: pictures with depth maps that break in every way
        Path drawn = directory.resolve("drawn");
        PretextCommandTest.pretext(drawn, "--count", "2", "--task", "crop");
        Path images = Files.createDirectory(directory.resolve("images"));
        byte[] picture = Files.readAllBytes(drawn.resolve("images/crop/000000000-1.jpg"));
        BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(picture));
        byte[] slope = slope(pixels.getWidth(), pixels.getHeight());
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("good_depth.npy", slope);
        files.put("cut_depth.npy", Arrays.copyOf(slope, slope.length / 2));
        files.put("huge_depth.npy", npy(60_000, 60_000, new byte[9]));
        files.put("pfm.depth.pfm", ascii("Pf\n60000 60000\n-1\n"));
        files.put("words.depth.pfm", ascii("Pf\nwide high\n"));
        files.put("h5.depth.h5", ascii("\u0089HDF\r\n\u001a\n\u0000"));
        files.put("png.depth.png", Arrays.copyOf(png16(pixels.getWidth(), pixels.getHeight()), 2_000));
        files.put("cmyk.depth.png", picture);
        files.put("gif_depth.npy", ascii("GIF89a and more"));
        files.put("zero.depth.npy", new byte[0]);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(images.resolve(file.getKey()), file.getValue());
            Files.write(images.resolve(file.getKey().split("[_.]", -1)[0] + ".jpg"), picture);
        }
        Files.write(images.resolve("loop.jpg"), picture);
        Files.createSymbolicLink(images.resolve("loop.depth.npy"), images.resolve("loop.depth.npy"));

        // When
        Cli.Result result = PretextCommandTest.pretext(
                directory.resolve("out"), "--count", "60", "--task", "depth,flip", "--images", images.toString());

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("11 pictures", "11 with a depth map");
        assertThat(result.out()).contains("60 tasks in", "skipped", "DEPTH_CORRUPT");
        assertThat(unusable(directory.resolve("out")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "cut.jpg", "DEPTH_CORRUPT",
                        "huge.jpg", "DEPTH_SIZE_MISMATCH",
                        "pfm.jpg", "DEPTH_SIZE_MISMATCH",
                        "words.jpg", "DEPTH_CORRUPT",
                        "h5.jpg", "DEPTH_CORRUPT",
                        "png.jpg", "DEPTH_CORRUPT",
                        "cmyk.jpg", "DEPTH_UNSUPPORTED",
                        "gif.jpg", "DEPTH_UNSUPPORTED",
                        "zero.jpg", "DEPTH_CORRUPT",
                        "loop.jpg", "DEPTH_UNREADABLE"));
    }

    /** Whose depth map was of no use, with the reason. */
    private static Map<String, String> unusable(Path out) throws Exception {
        Map<String, String> reasons = new TreeMap<>();
        for (String text : Files.readAllLines(out.resolve("skipped.jsonl"))) {
            JsonNode skip = JSON.readTree(text);
            if (SkipReason.valueOf(skip.get("reason").asText()).scope() == SkipReason.Scope.DEPTH_MAP) {
                assertThat(reasons.put(
                                skip.get("source").asText(), skip.get("reason").asText()))
                        .isNull();
            }
        }
        return reasons;
    }

    /** Depths that grow from the top to the bottom. */
    private static byte[] slope(int width, int height) {
        ByteBuffer depths = ByteBuffer.allocate(4 * width * height).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < width * height; i++) {
            depths.putFloat(1 + i / width * 0.05f);
        }
        return npy(width, height, depths.array());
    }

    private static byte[] npy(int width, int height, byte[] data) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + height + ", " + width + "), }";
        byte[] text = ascii(header + " ".repeat(117 - header.length()) + "\n");
        return ByteBuffer.allocate(10 + text.length + data.length)
                .put(ascii("\u0093NUMPY\u0001\u0000"))
                .put((byte) text.length)
                .put((byte) 0)
                .put(text)
                .put(data)
                .array();
    }

    private static byte[] png16(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < width * height; i++) {
            image.getRaster().setSample(i % width, i / width, 0, 1_000 + i % 7_919);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
