package dev.rollstream.pretext.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.Turn;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.Dataset.Walk;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import dev.rollstream.pretext.dataset.RowLayout.Asking;
import dev.rollstream.pretext.dataset.RowLayout.Columns;
import dev.rollstream.pretext.dataset.RowLayout.Kinds;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.TestPictures;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets that are not Spatial-SSRL's: of mathematics, say, and in the columns of other trainers. */
class ForeignDatasetTest {
    private static final RowLayout MATH = layout(Columns.KNOWN, "");

    @TempDir
    private Path folder;

    private static RowLayout layout(Columns columns, String mark) {
        return new RowLayout(
                columns,
                mark.isEmpty() ? Optional.empty() : Optional.of(mark),
                new Asking(Instruction.BOXED, Instruction.NONE),
                Kinds.ONLY_NAMED);
    }

    @Test
    void readsQuestionsWithoutPictures() throws Exception {
        // Given
        lines("{\"problem\": \" What is 3 + 4? \", \"answer\": \"7\"}");

        // When
        Sample sample = sample(open(MATH), 0);

        // Then
        assertThat(sample.prompt())
                .startsWith("What is 3 + 4? You FIRST think")
                .endsWith("The final answer MUST BE put in \\boxed{}.");
        assertThat(sample.answer()).isEqualTo("7");
        assertThat(sample.images()).isEmpty();
        assertThat(sample.before()).isEmpty();
        assertThat(sample.task()).isEqualTo("other");
        assertThat(sample.source()).isEqualTo("set.jsonl#0");
    }

    @ParameterizedTest
    @CsvSource({
        "72, 72",
        "72.0, 72",
        "0.50, 0.5",
        "1e3, 1000",
        "-3, -3",
        "0.0, 0",
        "12345678901234567890, 12345678901234567890",
        "1e500, 1E+500",
        "true, true",
        "'[1,\"b\"]', '[1,\"b\"]'",
        "'{\"lo\":1}', '{\"lo\":1}'",
        "'\" 1,000 \"', '1,000'"
    })
    void takesAnswersThatAreNoTexts(String json, String answer) throws Exception {
        // Given
        lines("{\"question\": \"?\", \"answer\": " + json + "}");

        // When
        Sample sample = sample(open(MATH), 0);

        // Then
        assertThat(sample.answer()).isEqualTo(answer);
    }

    @Test
    void takesTheAnswerBehindAMark() throws Exception {
        // Given
        lines(
                "{\"question\": \"a\", \"answer\": \"48 and #### is no end.\\nSo 72.\\n#### 1,072\"}",
                "{\"question\": \"b\", \"answer\": \"no mark\"}",
                "{\"question\": \"c\", \"answer\": \"#### \"}");

        // When
        Dataset dataset = open(layout(Columns.KNOWN, "####"));

        // Then
        assertThat(sample(dataset, 0).answer()).isEqualTo("1,072");
        assertThat(skip(dataset, 1).detail()).endsWith("no '####' before the answer");
        assertThat(skip(dataset, 2).reason()).isEqualTo(SkipReason.ROW_INCOMPLETE);
    }

    @Test
    void readsColumnsByOtherNames() throws Exception {
        // Given
        lines("{\"q\": \"theirs\", \"question\": \"not this\", \"key\": {\"right\": 5}, \"a.b\": \"Kind Of/Sum #1\"}");
        Columns columns = new Columns(List.of("q"), List.of("key.right"), List.of("pictures"), List.of("a.b"));

        // When
        Sample sample = sample(open(layout(columns, "")), 0);

        // Then
        assertThat(sample.prompt()).startsWith("theirs ");
        assertThat(sample.answer()).isEqualTo("5");
        assertThat(sample.task()).isEqualTo("sum-1");
    }

    @Test
    void readsConversations() throws Exception {
        // Given
        lines(
                "{\"prompt\": [{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"1+1?\"}],"
                        + "\"reward_model\":{\"style\":\"rule\",\"ground_truth\":2},\"data_source\":\"team/sums\"}",
                "{\"prompt\": [{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Two and \"},"
                        + "{\"type\":\"text\",\"text\":\"two?\"}]}],\"answer\":4}");

        // When
        Dataset dataset = open(MATH);

        // Then
        Sample first = sample(dataset, 0);
        assertThat(first.before()).containsExactly(new Turn("system", "Be brief."));
        assertThat(first.prompt()).as("who made it has asked already").isEqualTo("1+1?");
        assertThat(first.answer()).isEqualTo("2");
        assertThat(first.task()).isEqualTo("sums");
        assertThat(sample(dataset, 1).prompt()).isEqualTo("Two and two?");
    }

    @ParameterizedTest
    @CsvSource({
        "'[]', ROW_INCOMPLETE, a conversation of 0 messages",
        "'[{\"role\":\"assistant\",\"content\":\"x\"}]', ROW_INCOMPLETE, the last message is not the user's",
        "'[{\"role\":\"user\"}]', ROW_INCOMPLETE, a message without content",
        "'[{\"role\":\"user\",\"content\":\" \"}]', ROW_INCOMPLETE, an empty question",
        "'[{\"role\":\"root\",\"content\":\"x\"}]', ROW_INCOMPLETE, a message whose role is none of",
        "'[\"x\"]', ROW_INCOMPLETE, a message whose role is none of",
        "'{\"role\":\"user\"}', ROW_INCOMPLETE, no question",
        "'7', ROW_INCOMPLETE, no question",
        "'\" \"', ROW_INCOMPLETE, an empty question",
        "'[{\"role\":\"user\",\"content\":\"<image>\"},{\"role\":\"user\",\"content\":\"x\"}]', PICTURE_COUNT, a message before the last",
        "'[{\"role\":\"user\",\"content\":[{\"type\":\"image\"},{\"type\":\"text\",\"text\":\"?\"}]}]', PICTURE_COUNT, 1 places for 0",
        "'\"<image> of what?\"', PICTURE_COUNT, 1 places for 0 pictures"
    })
    void leavesOutPromptsThatAskNothing(String prompt, SkipReason reason, String detail) throws Exception {
        // Given
        lines("{\"prompt\": " + prompt + ", \"answer\": \"1\"}");

        // When
        Skip skip = skip(open(MATH), 0);

        // Then
        assertThat(skip.reason()).isEqualTo(reason);
        assertThat(skip.detail()).contains(detail);
    }

    @Test
    void boundsWhatARowMayHold() throws Exception {
        // Given
        String picture = "\"x.png\",".repeat(300);
        lines(
                "{\"problem\": \"q\", \"answer\": \"" + "9".repeat(70_000) + "\"}",
                "{\"problem\": \"q\", \"answer\": \"1\", \"images\": [" + picture + "\"x.png\"]}",
                "{\"problem\": \"" + "q".repeat(2_000_000) + "\", \"answer\": \"1\"}",
                "[".repeat(2_000) + "]".repeat(2_000),
                "{\"problem\": \"q\", \"answer\": \"1\", \"images\": [\"data:image/png;base64," + "A".repeat(9_000)
                        + "\\n2026 INFO all is well\"]}",
                "{\"problem\": \"q\", \"answer\": \"1\", \"images\": [\"http://169.254.169.254/secret\"]}");

        // When
        Dataset dataset = open(MATH);

        // Then
        assertThat(IntStream.range(0, 6)
                        .mapToObj(row -> skip(dataset, row).reason())
                        .toList())
                .containsExactly(
                        SkipReason.ROW_TOO_LARGE,
                        SkipReason.ROW_TOO_LARGE,
                        SkipReason.ROW_UNREADABLE,
                        SkipReason.ROW_UNREADABLE,
                        SkipReason.PICTURE_OUTSIDE,
                        SkipReason.PICTURE_OUTSIDE);
        assertThat(skip(dataset, 4).detail()).hasSizeLessThan(300).doesNotContain("\n");
    }

    @Test
    void putsPicturesFirstWhereTheQuestionNamesNoPlace() throws Exception {
        // Given
        Files.write(
                folder.resolve("a.png"),
                PictureEncoding.PNG.encode(TestPictures.varied(64, 48)).bytes());
        lines("{\"problem\": \"How many?\", \"answer\": 2, \"image\": \"a.png\"}");

        // When
        Sample sample = sample(open(MATH), 0);

        // Then
        assertThat(sample.prompt()).startsWith("<image>How many? ");
        assertThat(sample.images()).hasSize(1);
    }

    @Test
    void readsWhatVerlsToolsWrote() throws Exception {
        // When
        Dataset dataset = Dataset.open(resource("verl.parquet"), List.of(), MATH, new Walk(Order.AS_STORED, 0));

        // Then
        assertThat(sample(dataset, 0).prompt()).isEqualTo("What is 3 + 4? End with Answer: and the number.");
        assertThat(sample(dataset, 0).answer()).isEqualTo("7");
        assertThat(sample(dataset, 0).task()).isEqualTo("sums");
        assertThat(sample(dataset, 1).before()).containsExactly(new Turn("system", "You are good at sums."));
        assertThat(sample(dataset, 2).task()).isEqualTo("differences-v2");
        assertThat(skip(dataset, 3).reason()).isEqualTo(SkipReason.ROW_INCOMPLETE);
    }

    @Test
    void readsATableOfFloats() throws Exception {
        // When
        Dataset dataset = Dataset.open(resource("floats.parquet"), List.of(), MATH, new Walk(Order.AS_STORED, 0));

        // Then
        assertThat(sample(dataset, 0).answer()).isEqualTo("18");
        assertThat(sample(dataset, 1).answer()).isEqualTo("0.25");
        assertThat(skip(dataset, 2).reason()).as("a gap").isEqualTo(SkipReason.ROW_INCOMPLETE);
        assertThat(sample(dataset, 3).answer()).isEqualTo("-3");
    }

    @Test
    void readsEveryWayOfWritingALayoutInParquet() throws Exception {
        // Given
        byte[] png = PictureEncoding.PNG.encode(TestPictures.varied(64, 48)).bytes();
        MessageType schema = MessageTypeParser.parseMessageType("message row { optional binary problem;"
                + " optional int32 answer (DECIMAL(9,2)); repeated binary images;"
                + " optional group task (LIST) { repeated group array { optional binary name (STRING); } } }");
        Group row = new SimpleGroupFactory(schema).newGroup();
        row.add("problem", Binary.fromString("<image> and <image>?"));
        row.add("answer", 1250);
        row.add("images", Binary.fromConstantByteArray(png));
        row.add("images", Binary.fromConstantByteArray(png));
        row.addGroup("task").addGroup("array").add("name", "odd");
        Path file = write(schema, row);

        // When
        Sample sample = sample(Dataset.open(file, List.of(), MATH, new Walk(Order.AS_STORED, 0)), 0);

        // Then
        assertThat(sample.prompt()).startsWith("<image> and <image>? ");
        assertThat(sample.answer()).isEqualTo("12.5");
        assertThat(sample.images()).hasSize(2);
    }

    @Test
    void saysWhichColumnIsMissing() throws Exception {
        // Given
        MessageType schema = MessageTypeParser.parseMessageType(
                "message row { optional binary q (STRING); optional binary solution (STRING); }");
        Path file = write(schema, new SimpleGroupFactory(schema).newGroup());

        // When Then
        assertThatThrownBy(() -> Dataset.open(file, List.of(), MATH, new Walk(Order.AS_STORED, 0)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("has no column for the question")
                .hasMessageContaining("problem, prompt, question")
                .hasMessageContaining("[q, solution]")
                .hasMessageContaining("--prompt-column");
    }

    @Test
    void hasPatienceForAWholePassOfBadRows() throws Exception {
        // Given
        lines("{}\n".repeat(1_500) + "{\"problem\": \"q\", \"answer\": \"1\"}");

        // When
        Dataset dataset = Dataset.open(folder, List.of(), MATH, new Walk(Order.SHUFFLED, 3));

        // Then
        assertThat(dataset.patience()).isGreaterThanOrEqualTo(2L * dataset.size());
        Set<Boolean> first = IntStream.range(0, dataset.size())
                .mapToObj(row -> dataset.at(row) instanceof GeneratedSample)
                .collect(Collectors.toCollection(HashSet::new));
        assertThat(first).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void exportsQuestionsAndLeavesOutConversations() throws Exception {
        // Given
        lines(
                "{\"question\": \"1+1?\", \"answer\": 2}",
                "{\"prompt\": [{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"x\"}],\"answer\":4}");

        // When
        ExportReport report = DatasetExport.run(
                open(MATH),
                Exports.request(
                        folder.resolve("out"), Existing.REFUSE, 2, Exports.layout(ExportFormat.PARQUET, 1, false)),
                ExportProgress.SILENT);

        // Then
        assertThat(report.tasks()).isEqualTo(1);
        assertThat(report.skipped().get("other")).containsEntry(SkipReason.CONVERSATION, 1L);
        Dataset again = Dataset.open(folder.resolve("out"), List.of(), MATH, new Walk(Order.AS_STORED, 0));
        assertThat(sample(again, 0).prompt()).startsWith("1+1? You FIRST");
    }

    private Dataset open(RowLayout layout) throws DatasetException {
        return Dataset.open(folder.resolve("set.jsonl"), List.of(), layout, new Walk(Order.AS_STORED, 0));
    }

    private void lines(String... lines) throws IOException {
        Files.writeString(folder.resolve("set.jsonl"), String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }

    private Path write(MessageType schema, Group... rows) throws IOException {
        Path file = folder.resolve("made.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .withType(schema)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return file;
    }

    /** A file that pyarrow or pandas wrote: {@code to_parquet} of the rows that the test expects. */
    private static Path resource(String name) throws URISyntaxException {
        return Path.of(java.util.Objects.requireNonNull(ForeignDatasetTest.class.getResource(name))
                .toURI());
    }

    private static Sample sample(Dataset dataset, long sequence) {
        assertThat(dataset.at(sequence)).isInstanceOf(GeneratedSample.class);
        return ((GeneratedSample) dataset.at(sequence)).sample();
    }

    private static Skip skip(Dataset dataset, long sequence) {
        assertThat(dataset.at(sequence)).isInstanceOf(EmptyDraw.class);
        return dataset.at(sequence).skips().get(0);
    }
}
