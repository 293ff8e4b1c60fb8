package dev.rollstream.pretext.folder;

import dev.rollstream.pretext.depth.DepthFiles;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.TestPictures;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A folder with every kind of file that breaks naive readers, and what is expected of each. */
public final class BrokenFolder {
    /** Pictures' size. */
    public static final int WIDTH = 300;

    public static final int HEIGHT = 260;

    private static final RgbImage PICTURE = TestPictures.varied(WIDTH, HEIGHT);

    private final Path root;
    private final Map<String, SkipReason> badPictures = new TreeMap<>();
    private final Map<String, SkipReason> badDepths = new TreeMap<>();

    private BrokenFolder(Path root) {
        this.root = root;
    }

    /** Fills an empty folder. */
    public static BrokenFolder in(Path root) throws IOException {
        BrokenFolder folder = new BrokenFolder(root);
        folder.pictures();
        folder.depthMaps();
        folder.companionsOnly();
        return folder;
    }

    /** Names of pictures that cannot be read, with the reason. */
    public Map<String, SkipReason> badPictures() {
        return badPictures;
    }

    /** Names of sound pictures whose depth map cannot be read, with the reason. */
    public Map<String, SkipReason> badDepths() {
        return badDepths;
    }

    private void pictures() throws IOException {
        byte[] png = TestPictures.png(PICTURE);
        byte[] jpeg = TestPictures.jpeg(PICTURE);
        put("good.png", png);
        put("really-a-png.jpg", png);
        put("no-extension", jpeg);
        put("cmyk.jpg", TestPictures.fourComponentJpeg(WIDTH, HEIGHT, 10, 200, 30, 90));
        put("sixteen-bits.png", wide());
        bad("cut.jpg", Arrays.copyOf(jpeg, jpeg.length / 2), SkipReason.TRUNCATED);
        bad("cut.png", Arrays.copyOf(png, png.length / 2), SkipReason.TRUNCATED);
        bad("zero.jpg", new byte[0], SkipReason.EMPTY_FILE);
        bad("text.jpg", "no picture at all".getBytes(StandardCharsets.UTF_8), SkipReason.NOT_AN_IMAGE);
        bad("zeros.png", new byte[100_000], SkipReason.NOT_AN_IMAGE);
        bad("bomb.png", TestPictures.greyPng(60_000, 60_000, new byte[1_000_000]), SkipReason.TOO_MANY_PIXELS);
        bad("animated.gif", animation(), SkipReason.UNSUPPORTED_FORMAT);
        bad("animated-inside.png", animation(), SkipReason.UNSUPPORTED_FORMAT);
        byte[] damaged = png.clone();
        damaged[png.length / 2] ^= 1;
        bad("damaged.png", damaged, SkipReason.CORRUPT);
        put("notes.txt", "text".getBytes(StandardCharsets.UTF_8));
        Files.createDirectory(root.resolve("folder.jpg"));
        Files.createSymbolicLink(root.resolve("folder.jpg/loop"), root);
        Files.createSymbolicLink(root.resolve("nowhere.jpg"), root.resolve("missing"));
        badPictures.put("nowhere.jpg", SkipReason.UNREADABLE);
        Files.createSymbolicLink(root.resolve("itself.jpg"), root.resolve("itself.jpg"));
        badPictures.put("itself.jpg", SkipReason.UNREADABLE);
    }

    private void depthMaps() throws IOException {
        float[] slope = DepthFiles.slope(WIDTH, HEIGHT);
        byte[] npy = DepthFiles.npy(WIDTH, HEIGHT, slope);
        byte[] claim = DepthFiles.npy(1, DepthFiles.header("<f4", "False", "(60000, 60000)"), new byte[9]);
        byte[] pfm = DepthFiles.pfm(WIDTH, HEIGHT, "-1", slope);
        picture("d-good", ".depth.npy", npy);
        badDepth("d-cut", ".depth.npy", Arrays.copyOf(npy, npy.length / 2), SkipReason.DEPTH_CORRUPT);
        badDepth("d-zero", ".depth.npy", new byte[0], SkipReason.DEPTH_CORRUPT);
        badDepth("d-huge", ".depth.npy", claim, SkipReason.DEPTH_SIZE_MISMATCH);
        badDepth("d-text", ".depth.h5", "depth".getBytes(StandardCharsets.UTF_8), SkipReason.DEPTH_UNSUPPORTED);
        badDepth("d-turned", ".depth.pfm", DepthFiles.pfm(HEIGHT, WIDTH, "-1", slope), SkipReason.DEPTH_SIZE_MISMATCH);
        badDepth("d-cut-pfm", ".depth.pfm", Arrays.copyOf(pfm, 9), SkipReason.DEPTH_CORRUPT);
        badDepth(
                "d-bomb",
                ".depth.png",
                TestPictures.greyPng(60_000, 60_000, new byte[9]),
                SkipReason.DEPTH_SIZE_MISMATCH);
        badDepth("d-picture", ".depth.png", TestPictures.png(PICTURE), SkipReason.DEPTH_UNSUPPORTED);
        badDepth("d-gif", "_depth.npy", animation(), SkipReason.DEPTH_UNSUPPORTED);
        badDepth(
                "d-unknown",
                "_depth.npy",
                DepthFiles.npy(WIDTH, HEIGHT, new float[WIDTH * HEIGHT]),
                SkipReason.DEPTH_UNKNOWN);
        float[] flat = new float[WIDTH * HEIGHT];
        Arrays.fill(flat, 3);
        badDepth("d-flat", "_depth.npy", DepthFiles.npy(WIDTH, HEIGHT, flat), SkipReason.DEPTH_CONSTANT);
        badDepth("d-mask", ".depth.npy", npy, SkipReason.DEPTH_CORRUPT);
        put("d-mask.mask.npy", Arrays.copyOf(npy, 100));
        badDepth(
                "d-h5",
                ".depth.h5",
                new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10, 0},
                SkipReason.DEPTH_CORRUPT);
        badDepth("d-exif", ".depth.npy", npy, SkipReason.DEPTH_UNSUPPORTED);
        Files.write(
                root.resolve("d-exif.jpg"),
                TestPictures.withSegment(TestPictures.jpeg(PICTURE), 0xE1, TestPictures.exifSegment(3)));
        picture("d-link", ".unused", new byte[0]);
        Files.createSymbolicLink(root.resolve("d-link.depth.npy"), root.resolve("missing"));
        badDepths.put("d-link.jpg", SkipReason.DEPTH_UNREADABLE);
        picture("d-itself", ".unused", new byte[0]);
        Files.createSymbolicLink(root.resolve("d-itself.depth.h5"), root.resolve("d-itself.depth.h5"));
        badDepths.put("d-itself.jpg", SkipReason.DEPTH_UNREADABLE);
    }

    private void companionsOnly() throws IOException {
        put("lonely.depth.png", DepthFiles.png16(3, 2, new int[6]));
        put("lonely.mask.png", DepthFiles.png8(3, 2, new int[6]));
        put("sub/lonely_depth.npy", new byte[3]);
    }

    /** A sound picture and some file beside it. */
    private void picture(String name, String ending, byte[] beside) throws IOException {
        put(name + ".jpg", TestPictures.jpeg(PICTURE));
        put(name + ending, beside);
    }

    private void bad(String name, byte[] content, SkipReason reason) throws IOException {
        put(name, content);
        badPictures.put(name, reason);
    }

    private void badDepth(String name, String ending, byte[] depth, SkipReason reason) throws IOException {
        picture(name, ending, depth);
        badDepths.put(name + ".jpg", reason);
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** How often each reason of bad pictures is expected. */
    public Map<SkipReason, Long> pictureReasons() {
        Map<SkipReason, Long> counts = new EnumMap<>(SkipReason.class);
        badPictures.values().forEach(reason -> counts.merge(reason, 1L, Long::sum));
        return counts;
    }

    private static byte[] wide() {
        BufferedImage image = new BufferedImage(
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        false,
                        false,
                        Transparency.OPAQUE,
                        DataBuffer.TYPE_USHORT),
                Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, WIDTH, HEIGHT, 3, null),
                false,
                null);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, PICTURE.rgb(x, y));
            }
        }
        return TestPictures.write("png", image);
    }

    private static byte[] animation() {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int frame : List.of(1, 2, 3)) {
                BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
                image.setRGB(frame, frame, 0xFFFFFF);
                writer.writeToSequence(new IIOImage(image, null, null), null);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
