package dev.rollstream.pretext.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.Dataset.Walk;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import dev.rollstream.pretext.dataset.Exports.Pictures;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.SkipReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetTest {
    private static final String QUESTION = "<image>\\nWhich one? Answer in the format 'Label-Direction'.";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"jsonl, 1, false", "jsonl, 3, false", "parquet, 1, false", "parquet, 4, false", "parquet, 3, true"})
    void readsTheRowsThatWereWritten(String format, int shards, boolean embedded) throws Exception {
        // Given
        int count = 40;
        PretextGenerator generator = Exports.generator(Pictures.mixed(), 11);
        export(generator, count, Exports.layout(ExportFormat.of(format).orElseThrow(), shards, embedded));
        // When
        Dataset dataset =
                Dataset.open(folder.resolve("out"), List.of(), RowLayout.spatial(), new Walk(Order.AS_STORED, 0));
        // Then
        assertThat(dataset.size()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            Draw draw = dataset.at(i);
            assertThat(draw).isInstanceOf(GeneratedSample.class);
            assertSame(((GeneratedSample) draw).sample(), generator.at(i).sample());
        }
    }

    @Test
    void findsThePicturesOfASingleFileInItsDataFolder() throws Exception {
        // Given
        export(Exports.generator(Pictures.mixed(), 2), 4, Exports.layout(ExportFormat.PARQUET, 1, false));
        // When
        Dataset dataset = Dataset.open(
                folder.resolve("out/data/train-00000-of-00001.parquet"),
                List.of(),
                RowLayout.spatial(),
                new Walk(Order.AS_STORED, 0));
        // Then
        assertThat(IntStream.range(0, 4).mapToObj(dataset::at)).allMatch(GeneratedSample.class::isInstance);
    }

    @Test
    void takesEveryRowOnceAPassInAnOrderOfItsOwn() throws Exception {
        // Given
        export(Exports.generator(Pictures.mixed(), 2), 50, Exports.layout(ExportFormat.PARQUET, 2, false));
        Dataset dataset =
                Dataset.open(folder.resolve("out"), List.of(), RowLayout.spatial(), new Walk(Order.SHUFFLED, 9));
        Dataset again =
                Dataset.open(folder.resolve("out"), List.of(), RowLayout.spatial(), new Walk(Order.SHUFFLED, 9));
        Dataset other =
                Dataset.open(folder.resolve("out"), List.of(), RowLayout.spatial(), new Walk(Order.SHUFFLED, 10));
        // When
        List<Long> first = seeds(dataset, 0, 50);
        List<Long> second = seeds(dataset, 50, 100);
        // Then
        assertThat(new HashSet<>(first)).hasSize(50).isEqualTo(new HashSet<>(second));
        assertThat(first).isNotEqualTo(second).isEqualTo(seeds(again, 0, 50)).isNotEqualTo(seeds(other, 0, 50));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"../secret.png\"]}', PICTURE_OUTSIDE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"a/../../secret.png\"]}', PICTURE_OUTSIDE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"/etc/hostname\"]}', PICTURE_OUTSIDE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"file:///etc/hostname\"]}', PICTURE_OUTSIDE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"a\\u0000b\"]}', PICTURE_OUTSIDE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"link.png\"]}', PICTURE_OUTSIDE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"gone.png\"]}', UNREADABLE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"images\"]}', UNREADABLE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"text.png\"]}', NOT_AN_IMAGE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"cut.png\"]}', TRUNCATED",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[null]}', ROW_INCOMPLETE",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\",\"images\":[\"ok.png\",\"ok.png\"]}', PICTURE_COUNT",
        "'{\"problem\":\"<image><image> q\",\"answer\":\"0-1\",\"images\":[\"ok.png\"]}', PICTURE_COUNT",
        "'{\"problem\":\"<image> q\",\"answer\":\"0-1\"}', PICTURE_COUNT",
        "'{\"problem\":\"<image> q\",\"answer\":\" \",\"images\":[\"ok.png\"]}', ROW_INCOMPLETE",
        "'{\"problem\":\"<image> q\",\"answer\":\"None\",\"images\":[\"ok.png\"]}', ROW_INCOMPLETE",
        "'{\"answer\":\"0-1\",\"images\":[\"ok.png\"]}', ROW_INCOMPLETE",
        "'{\"problem\":\"<image> q\",', ROW_UNREADABLE",
        "'[]', ROW_INCOMPLETE",
        "'', ROW_INCOMPLETE"
    })
    void leavesOutRowsThatCannotBeUsed(String line, SkipReason reason) throws Exception {
        // Given
        Path picture = pictures();
        Files.writeString(picture.resolveSibling("tasks.jsonl"), line + "\n" + good("ok.png") + "\n");
        Dataset dataset =
                Dataset.open(picture.getParent(), List.of(), RowLayout.spatial(), new Walk(Order.AS_STORED, 0));
        // When
        Draw bad = dataset.at(0);
        // Then
        assertThat(bad).isInstanceOfSatisfying(EmptyDraw.class, empty -> {
            assertThat(empty.skips()).singleElement().satisfies(skip -> {
                assertThat(skip.reason()).isEqualTo(reason);
                assertThat(skip.source()).isEqualTo("tasks.jsonl#0");
                assertThat(skip.detail()).startsWith("tasks.jsonl#0: ");
            });
        });
        assertThat(dataset.at(1)).isInstanceOf(GeneratedSample.class);
    }

    @Test
    void readsAForeignRow() throws Exception {
        // Given
        Path picture = pictures();
        Files.createDirectories(folder.resolve("set/images/flip"));
        Files.copy(picture, folder.resolve("set/images/flip/image_1_0.png"));
        Files.writeString(folder.resolve("set/train.jsonl"), good("flip/image_1_0.png"));
        // When
        Draw draw = Dataset.open(
                        folder.resolve("set/train.jsonl"), List.of(), RowLayout.spatial(), new Walk(Order.AS_STORED, 0))
                .at(0);
        // Then
        Sample sample = ((GeneratedSample) draw).sample();
        assertThat(sample.task()).isEqualTo("flip");
        assertThat(sample.variant()).isEqualTo("released");
        assertThat(sample.prompt()).startsWith("<image>").contains("tags. The final answer MUST BE put in");
        assertThat(sample.source()).isEqualTo("train.jsonl#0");
        assertThat(sample.images().get(0).width()).isEqualTo(140);
    }

    @Test
    void goesOnAroundDamagedRowGroups() throws Exception {
        // Given
        export(Exports.generator(Pictures.mixed(), 2), 300, Exports.layout(ExportFormat.PARQUET, 1, true));
        Path file = folder.resolve("out/data/train-00000-of-00001.parquet");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < 200; i++) {
            bytes[bytes.length / 2 + i] ^= 0x5A;
        }
        Files.write(file, bytes);
        Dataset dataset =
                Dataset.open(folder.resolve("out"), List.of(), RowLayout.spatial(), new Walk(Order.AS_STORED, 0));
        // When
        List<Draw> draws = IntStream.range(0, 300).mapToObj(dataset::at).toList();
        // Then
        assertThat(draws.stream().filter(GeneratedSample.class::isInstance)).hasSizeBetween(150, 299);
        assertThat(draws.stream().filter(EmptyDraw.class::isInstance)).isNotEmpty();
    }

    @Test
    void saysWhatIsNoDataset() throws Exception {
        // Given
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path text = Files.writeString(folder.resolve("notes.txt"), "x");
        Path lie = Files.writeString(folder.resolve("lie.parquet"), "PAR1 and no more PAR1");
        Path blank = Files.writeString(folder.resolve("blank.jsonl"), "");
        // When Then
        assertRefused(folder.resolve("none"), "does not exist");
        assertRefused(empty, "holds no .parquet or .jsonl file");
        assertRefused(text, "neither parquet nor JSON lines");
        assertRefused(lie, "lie.parquet is no parquet file, or is damaged");
        assertRefused(blank, "has no rows");
    }

    private static void assertRefused(Path dataset, String message) {
        assertThatThrownBy(() -> Dataset.open(dataset, List.of(), RowLayout.spatial(), new Walk(Order.AS_STORED, 0)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    /** A folder with pictures, good and bad; returns the good one. */
    private Path pictures() throws Exception {
        export(Exports.generator(Pictures.mixed(), 2), 1, Exports.layout(ExportFormat.JSONL, 1, false));
        Path set = Files.createDirectories(folder.resolve("set"));
        Path good = set.resolve("ok.png");
        byte[] bytes =
                PictureEncoding.PNG.encode(Pictures.mixed().byName().get("a")).bytes();
        Files.write(good, bytes);
        Files.write(folder.resolve("secret.png"), bytes);
        Files.write(set.resolve("cut.png"), Arrays.copyOf(bytes, bytes.length / 2));
        Files.writeString(set.resolve("text.png"), "no picture");
        Files.createSymbolicLink(set.resolve("link.png"), folder.resolve("secret.png"));
        Files.createDirectories(set.resolve("images"));
        return good;
    }

    private static String good(String picture) {
        return "{\"problem\":\"" + QUESTION + "\",\"answer\":\"2-1\",\"images\":[\"" + picture + "\"]}";
    }

    private void export(PretextGenerator generator, int count, ExportLayout layout) throws Exception {
        DatasetExport.run(
                generator,
                Exports.request(folder.resolve("out"), Existing.REFUSE, count, layout),
                ExportProgress.SILENT);
    }

    private static List<Long> seeds(Dataset dataset, int from, int until) {
        List<Long> seeds = new ArrayList<>();
        for (int i = from; i < until; i++) {
            seeds.add(((GeneratedSample) dataset.at(i)).sample().seed());
        }
        return seeds;
    }

    private static void assertSame(Sample read, Sample made) {
        assertThat(read).usingRecursiveComparison().ignoringFields("images").isEqualTo(made);
        assertThat(read.images()).hasSameSizeAs(made.images());
        for (int i = 0; i < read.images().size(); i++) {
            assertThat(read.images().get(i))
                    .usingRecursiveComparison()
                    .isEqualTo(made.images().get(i));
        }
    }
}
