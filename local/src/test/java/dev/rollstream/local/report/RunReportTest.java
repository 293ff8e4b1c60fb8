package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.cli.Cli;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.report.SyntheticRun.Shape;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunReportTest {
    private static final String PREFIX = "reported.";

    @TempDir
    private static Path folder;

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, PREFIX, 3));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aRunIsReportedFromItsTopicsAlone() throws IOException {
        // Given
        try (KafkaSink sink = new KafkaSink(stack.config())) {
            long anHourAgoMs = System.currentTimeMillis() - 3_600_000;
            new SyntheticRun(new Shape(10, 5, 5, 6, 2_000), sink, 11, anHourAgoMs).write();
            sink.garbage(stack.config().topics().advantages());
        }
        Path html = folder.resolve("new/report.html");
        Path png = folder.resolve("charts.png");
        Path metrics = folder.resolve("metrics.jsonl");

        // When
        Cli.Result result =
                run(PREFIX, "--out", html.toString(), "--png", png.toString(), "--metrics", metrics.toString());
        Cli.Result unknownRun = run(PREFIX, "--out", html.toString(), "--run", "other");

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("140 groups", "report.html");
        Document page = Jsoup.parse(Files.readString(html));
        assertThat(page.select("#held-out > .scroll tbody tr:not(.mean) td:eq(1)")
                        .eachText())
                .hasSize(5)
                .allMatch(text -> text.endsWith("n = 6"));
        assertThat(page.select(".example")).isNotEmpty();
        assertThat(page.select(".example .task img")).hasSameSizeAs(page.select(".example"));
        assertThat(page.select(".example .answer b").eachText()).isNotEmpty().containsOnly("B");
        assertThat(page.select(".example .member pre").size())
                .isEqualTo(page.select(".example .member").size());
        assertThat(page.select("footer").text()).contains("1 records could not be decoded");
        assertThat(ImageIO.read(png.toFile())).isNotNull();
        assertThat(Files.readAllLines(metrics)).hasSizeGreaterThan(50).allMatch(line -> line.startsWith("{\"kind\":"));
        assertThat(unknownRun.code()).isEqualTo(1);
        assertThat(unknownRun.err()).contains("other", SyntheticRun.RUN).doesNotContain("Exception");
        try (Stream<Path> left = Files.list(html.getParent())) {
            assertThat(left).containsExactly(html);
        }
    }

    @Test
    void aStreamInWhichNothingEndedHasNoReport() {
        // Given
        StageConfig empty = new StageConfig(
                stack.kafka().bootstrapServers(),
                stack.registryUrl(),
                "empty.",
                stack.config().properties());
        try (TopicsAdmin admin = new TopicsAdmin(empty)) {
            admin.create(new TopicsAdmin.Shape(2, 1));
        }
        Path html = folder.resolve("empty.html");

        // When
        Cli.Result result = run("empty.", "--out", html.toString());

        // Then
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("empty.", "no group has ended").doesNotContain("Exception");
        assertThat(html).doesNotExist();
    }

    @Test
    void theFileHasToBeNamed() {
        // When
        Cli.Result result = run(PREFIX);

        // Then
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--out", "--help");
    }

    private static Cli.Result run(String prefix, String... args) {
        List<String> connection = List.of(
                "report",
                "--bootstrap-servers",
                stack.kafka().bootstrapServers(),
                "--schema-registry",
                stack.registryUrl(),
                "--prefix",
                prefix);
        return Cli.run(Stream.concat(connection.stream(), Arrays.stream(args)).toArray(String[]::new));
    }
}
