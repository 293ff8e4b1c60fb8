package dev.rollstream.benchmark;

import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.GeneratorOptions;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.PretextTask;
import dev.rollstream.pretext.TaskMix;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.folder.ImageFolder;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One pretext task from files to encoded pictures, as {@code rollstream pretext} makes it on one thread, and beside it the codecs
 * alone: the same sources decoded and the same pictures encoded, nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PretextBenchmark {
    /** Samples whose pictures {@link #codecs} encodes again: several of every source. */
    private static final int KEPT = 60;

    /** Folder with pictures. */
    @Param("images")
    public String images = "images";

    /** The task that is made. */
    @Param({"shuffle", "flip", "crop", "depth", "position"})
    public String task = "shuffle";

    /** Strict or reference. */
    @Param("strict")
    public String mode = "strict";

    /** Tasks made of a picture once it is decoded. */
    @Param("4")
    public int tasksPerSource = 1;

    private final List<Kept> kept = new ArrayList<>();
    private Function<Long, GeneratedSample> generator = PretextBenchmark::notSetUp;
    private Function<Kept, LoadOutcome> decoder = PretextBenchmark::notSetUp;
    private PictureEncoding encoding = PictureEncoding.JPEG_95;
    private long sequence;

    private record Kept(int source, boolean withDepth, List<RgbImage> pictures) {}

    private static <T, R> R notSetUp(T ignored) {
        throw new IllegalStateException("not set up");
    }

    /** Opens the folder and keeps some samples. */
    @Setup
    public void open() throws ImageSourceException, IOException {
        ImageSource source = ImageFolder.open(Path.of(images), IntakeOptions.defaults());
        TaskOptions tasks =
                TaskOptions.of(Mode.of(mode).orElseThrow(() -> new IllegalArgumentException("no mode " + mode)));
        // Less than two pictures fit: a source is decoded anew whenever its turn comes, as in a folder of thousands.
        GeneratorOptions options =
                new GeneratorOptions(1, new TaskMix(Map.of(task, 1)), tasks, 1_000, tasksPerSource, 16L << 20);
        PretextGenerator made = new PretextGenerator(source, options);
        generator = made::at;
        encoding = tasks.encoding();
        decoder = one -> decode(source, one);
        Map<String, Integer> indexes =
                IntStream.range(0, source.size()).boxed().collect(Collectors.toMap(source::name, index -> index));
        for (int i = 0; i < KEPT; i++) {
            GeneratedSample sample = made.at(i);
            int index = indexes.getOrDefault(sample.sample().source(), 0);
            List<RgbImage> pictures = new ArrayList<>();
            for (EncodedImage picture : sample.sample().images()) {
                pictures.add(pixels(picture));
            }
            kept.add(new Kept(index, needsDepth(), pictures));
        }
    }

    private boolean needsDepth() {
        return PretextTask.named(task).map(PretextTask::needsDepth).orElse(false);
    }

    private static RgbImage pixels(EncodedImage picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.bytes()));
        int width = image.getWidth();
        int height = image.getHeight();
        return RgbImage.of(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    }

    private static LoadOutcome decode(ImageSource source, Kept one) {
        LoadOutcome outcome = source.load(one.source);
        if (one.withDepth
                && outcome instanceof LoadOutcome.Loaded loaded
                && loaded.image().depth() == null) {
            return source.loadDepth(one.source, loaded.image());
        }
        return outcome;
    }

    /** One task, with its share of decoding its source. */
    @Benchmark
    public GeneratedSample task() {
        return generator.apply(sequence++);
    }

    /** The floor: the same pictures encoded, with the same share of decoding their source. */
    @Benchmark
    public void codecs(Blackhole hole) {
        Kept one = kept.get((int) (sequence % KEPT));
        if (sequence++ % tasksPerSource == 0) {
            hole.consume(decoder.apply(one));
        }
        for (RgbImage picture : one.pictures) {
            hole.consume(encoding.encode(picture));
        }
    }
}
