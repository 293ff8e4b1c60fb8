package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.local.docs.BorrowedMetrics;
import dev.rollstream.local.docs.ScrapedPage;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.producer.worker.scripted.ScriptedEngine;
import dev.rollstream.runtime.metrics.StageMetrics;
import dev.rollstream.scorer.ScorerStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class StageCommandsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path state;

    @SuppressWarnings("NullAway.Init")
    private static StreamCli stream;

    @BeforeAll
    static void start() {
        stream = StreamCli.start("cli.", 2);
    }

    @AfterAll
    static void stop() {
        stream.close();
    }

    @Test
    void stagesAsCommandsTurnPicturesIntoAuditedAdvantages(@TempDir Path directory) throws Exception {
        // Given
        List<BackgroundCli> stages = new ArrayList<>();
        stages.add(stream.background(
                "scorer", "--state-dir", directory.resolve("s").toString(), "--threads", "1"));
        stages.add(stream.background(
                "aggregator", "--state-dir", directory.resolve("a").toString(), "--threads", "1"));
        stages.add(stream.background("worker", "--engine", "scripted", "--id", "w1"));
        await().atMost(PATIENCE)
                .until(() -> stages.stream().allMatch(stage -> stage.err().contains("metrics at")));

        // When
        Cli.Result tasks = stream.run(
                "tasks", "--run", "lab", "--count", "6", "--group-size", "4", "--seed", "3", "--estimator", "rloo");
        Cli.Result audit = stream.run("audit");
        Cli.Result group = stream.run("group", "lab/5");
        Cli.Result unknown = stream.run("group", "lab/99");
        List<ScrapedPage> pages = new ArrayList<>();
        for (BackgroundCli stage : stages) {
            pages.add(new ScrapedPage(stage.get("/metrics")));
        }
        String ready = stages.get(1).get("/readyz");
        stages.forEach(BackgroundCli::interrupt);

        // Then
        assertThat(tasks.code()).as(tasks.err()).isZero();
        assertThat(tasks.err()).contains("run lab", "drawn scenes", "is done");
        assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.out()).contains("audit passed");
        assertThat(group.code()).as(group.err()).isZero();
        assertThat(group.out())
                .contains("tasks-", "answer hidden", "member 3", "OPEN", "CLOSE by FULL", "rloo/1", "ended ")
                .doesNotContain("Exception");
        assertThat(unknown.code()).isEqualTo(Rollstream.FAILED);
        assertThat(unknown.err()).contains("lab/99", "cli.");
        pages.get(0).mustKeepTo(List.of(StageMetrics.CATALOGUE, ScorerStage.METRICS), Set.of());
        pages.get(1).mustKeepTo(List.of(StageMetrics.CATALOGUE, AggregatorStage.METRICS), Set.of());
        pages.get(2)
                .mustKeepTo(
                        List.of(StageMetrics.CATALOGUE, RolloutWorkerStage.METRICS, ScriptedEngine.METRICS), Set.of());
        assertThat(pages).allSatisfy(page -> assertThat(page.series()).containsAll(BorrowedMetrics.PROCESS));
        assertThat(ready).contains("ready");
        for (BackgroundCli stage : stages) {
            assertThat(stage.awaitCode(PATIENCE)).as(stage.err()).isZero();
        }
    }

    @Test
    void missingTopicsAreNamed() {
        // When
        List<Cli.Result> results = Stream.of(
                        List.of("scorer"),
                        List.of("aggregator"),
                        List.of("worker", "--engine", "scripted"),
                        List.of("tasks"),
                        List.of("audit"),
                        List.of("group", "lab/0"),
                        List.of("report", "--out", state.resolve("report.html").toString()))
                .map(command -> run(stream.under("nowhere.").connected(command.toArray(String[]::new))))
                .toList();

        // Then
        assertThat(results).allSatisfy(result -> {
            assertThat(result.code()).isEqualTo(Rollstream.FAILED);
            assertThat(result.err()).contains("nowhere.", "topics create").doesNotContain("Exception");
        });
    }

    @Test
    void wrongValuesAreWrongUsage() {
        // When
        List<Cli.Result> results = Stream.of(
                        List.of("scorer", "--park-time", "0s"),
                        List.of("scorer", "--max-group-size", "1025"),
                        List.of("scorer", "--max-ttl", "soon"),
                        List.of("aggregator", "--threads", "0"),
                        List.of("aggregator", "--http-port", "70000"),
                        List.of("worker"),
                        List.of("worker", "--engine", "magic"),
                        List.of("worker", "--engine", "scripted", "--scripted-accuracy", "2"),
                        List.of("tasks", "--group-size", "0"),
                        List.of("tasks", "--temperature", "-1"),
                        List.of("tasks", "--sync"),
                        List.of("tasks", "--estimator", "magic"),
                        List.of("tasks", "--run", "a b"),
                        List.of("tasks", "--purpose", "maybe"),
                        List.of("tasks", "--purpose", "eval", "--estimator", "rloo"),
                        List.of("tasks", "--purpose", "eval", "--learner", "x"),
                        List.of("tasks", "--purpose", "eval", "--group-size", "4", "--temperature", "0"),
                        List.of("tasks", "--epochs", "3"),
                        List.of("tasks", "--dataset", "x.jsonl", "--epochs", "0"),
                        List.of("tasks", "--prompt-column", "q"),
                        List.of("tasks", "--dataset", "x.jsonl", "--order", "sideways"),
                        List.of("tasks", "--dataset", "x.jsonl", "--instruction-text", "look at <image>"),
                        List.of("tasks", "--dataset", "x.jsonl", "--instruction", "none", "--instruction-text", "x"),
                        List.of("lag", "--export", "--json", "-"),
                        List.of("lag", "--http-port", "9404"),
                        List.of("lag", "--export", "--http-port", "70000"),
                        List.of("group", "no-sequence"),
                        List.of("audit", "--schema-registry", "nonsense"),
                        List.of("scorer", "--schema-registry", "ftp://127.0.0.1:8081"),
                        List.of("up", "--kafka-port", "99999"),
                        List.of("up", "--registry-port", "-1"),
                        List.of("up", "--partitions", "0"),
                        List.of("up", "--prefix", "a b"))
                .map(command -> run(command.toArray(String[]::new)))
                .toList();

        // Then
        assertThat(results).allSatisfy(result -> {
            assertThat(result.code()).as(result.err()).isEqualTo(Rollstream.USAGE);
            assertThat(result.err()).contains("--help").doesNotContain("Exception");
        });
    }

    /** Runs a command whose default state folder would be in the user's home. */
    private static Cli.Result run(String... args) {
        return new Cli().environment("ROLLSTREAM_STATE_DIR", state.toString()).execute(args);
    }
}
