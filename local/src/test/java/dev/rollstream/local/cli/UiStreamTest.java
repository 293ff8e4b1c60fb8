package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.report.KafkaSink;
import dev.rollstream.local.report.SyntheticRun;
import dev.rollstream.local.ui.Chromium;
import dev.rollstream.runtime.StageConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page over a whole stream, in a real browser where there is one. Each test has a stream of its own on one stack. */
@Timeout(300)
class UiStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long GROUPS = 30;
    private static final long EVALUATIONS = 6;
    private static final long ROLLOUTS = 8 * GROUPS + EVALUATIONS;

    private static LocalStack stack;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<BackgroundCli> running = new ArrayList<>();

    @BeforeAll
    static void start() {
        stack = LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "ui.", 2));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @AfterEach
    void end() throws Exception {
        running.forEach(BackgroundCli::interrupt);
        for (BackgroundCli command : running) {
            command.awaitCode(PATIENCE);
        }
    }

    @Test
    void theScorerStopsAndComesBackOnTopPageAndExporterAndTheFiguresAreThoseOfTheTopics() throws Exception {
        // Given: everything but a scorer, and a reward that is none
        writeNonsense(stack.config().topics().rewards().name());
        background("aggregator", "--state-dir", folder.resolve("a").toString(), "--threads", "1");
        background("worker", "--engine", "scripted");
        BackgroundCli exporter = background("lag", "--export", "--http-port", "0", "--watch", "300ms");
        BackgroundCli top = background("top", "--json", "--every", "300ms");
        String page = UiPage.page(background("ui", "--http-port", "0", "--show-answers", "--every", "300ms"));
        BackgroundCli tasks = background("tasks", "--count", "" + GROUPS, "--seed", "3", "--filter-low", "0.4");
        BackgroundCli evaluations =
                background("tasks", "--purpose", "eval", "--count", "" + EVALUATIONS, "--seed", "4", "--task", "flip");

        // When
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (JsonNode seen : List.of(UiPage.now(page), newest(top))) {
                assertThat(waitingRollouts(seen)).isEqualTo(ROLLOUTS);
                assertThat(UiPage.stage(seen, "scorer", "lag")).isGreaterThan(ROLLOUTS);
                assertThat(UiPage.stage(seen, "scorer", "age_s")).isGreaterThan(2);
            }
            assertThat(scraped(exporter, "ui.rollouts")).isEqualTo((double) ROLLOUTS);
        });
        background("scorer", "--state-dir", folder.resolve("s").toString(), "--threads", "1");
        assertThat(tasks.awaitCode(PATIENCE)).as(tasks.err()).isZero();
        assertThat(evaluations.awaitCode(PATIENCE)).as(evaluations.err()).isZero();

        // Then
        UiTruth truth = UiTruth.of(stack.config());
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (JsonNode seen : List.of(UiPage.now(page), newest(top))) {
                assertThat(UiPage.stage(seen, "scorer", "lag")).isZero();
                assertThat(UiPage.stage(seen, "aggregator", "lag")).isZero();
                assertThat(truth.difference(seen, ROLLOUTS)).isEmpty();
            }
            assertThat(truth.counts()).containsEntry("dead.rewards.INVALID", 1L);
            assertThat(truth.counts()).containsKey("reasons.TRAIN.OUT_OF_RANGE");
            assertThat(scraped(exporter, "ui.rollouts")).isZero();
        });
        browserShows(page, truth);
    }

    private static void writeNonsense(String topic) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                stack.config().producer("nonsense"), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {1, 2, 3}));
        }
    }

    private void browserShows(String page, UiTruth truth) throws Exception {
        try (Chromium browser = Chromium.start()) {
            browser.open(page + "#group-" + truth.group(), 1280, 900);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(UiPage.value(browser, "worker.count")).isEqualTo(ROLLOUTS);
                assertThat(UiPage.value(browser, "scorer.lag")).isZero();
                for (Map.Entry<String, Long> count : truth.counts().entrySet()) {
                    assertThat(UiPage.value(browser, count.getKey()))
                            .isEqualTo(count.getValue().doubleValue());
                }
                for (Map.Entry<String, double[]> mean : truth.rewards().entrySet()) {
                    assertThat(UiPage.value(browser, mean.getKey() + ".groups")).isEqualTo(mean.getValue()[0]);
                    assertThat(UiPage.value(browser, mean.getKey() + ".reward"))
                            .isEqualTo(mean.getValue()[1], within(1e-9));
                }
                assertThat(UiPage.text(browser, "#group .answer b")).isEqualTo(truth.answer());
                assertThat(UiPage.number(browser, "document.querySelectorAll('#group .member').length"))
                        .isEqualTo(8);
                assertThat(UiPage.number(browser, "document.querySelectorAll('#group .pictures img').length"))
                        .isPositive();
                assertThat(UiPage.number(browser, "document.querySelectorAll('#group-list li').length"))
                        .isEqualTo(GROUPS + EVALUATIONS);
                assertThat(UiPage.number(browser, "document.querySelectorAll('figure canvas').length"))
                        .isGreaterThan(5);
            });
            UiPage.keep(browser, "page-1280.png");
            browser.evaluate("(() => { const select = document.forms.filters.elements.purpose; select.value = 'EVAL';"
                    + " select.dispatchEvent(new Event('change', {bubbles: true})); })()");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            UiPage.number(browser, "document.querySelectorAll('#group-list li').length"))
                    .isEqualTo(EVALUATIONS));
            browser.open(page, 390, 844);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(UiPage.value(browser, "worker.count"))
                    .isEqualTo(ROLLOUTS));
            assertThat(UiPage.number(browser, "document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            UiPage.keep(browser, "page-390.png");
        }
    }

    @Test
    void aLearnersLifeIsShownByPolicyVersion() throws Exception {
        // Given
        StreamCli learner = streamOf("life.", 2);
        long beginMs = System.currentTimeMillis() - 1_200_000;
        try (KafkaSink sink = new KafkaSink(config(learner))) {
            new SyntheticRun(new SyntheticRun.Shape(30, 8, 10, 10, 20_000), sink, 7, beginMs).write();
        }

        // When
        String page = UiPage.page(track(learner.background("ui", "--http-port", "0", "--show-answers")));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(UiPage.stage(UiPage.now(page), "learner", "count")).isGreaterThan(150);
            JsonNode reward = chart(page, "Reward in training");
            assertThat(reward.path("x").path("title").textValue()).isEqualTo("policy version");
            assertThat(reward.path("series"))
                    .extracting(series -> series.path("name").textValue())
                    .isEqualTo(SyntheticRun.TASKS);
            assertThat(chart(page, "Held-out accuracy, scenes")
                            .path("series")
                            .get(0)
                            .path("points"))
                    .hasSize(4);
            assertThat(chart(page, "Staleness").path("series").get(0).path("points"))
                    .hasSize(30);
        });
        assertThat(UiPage.now(page).path("tasks"))
                .filteredOn(task -> task.path("purpose").textValue().equals("EVAL"))
                .hasSize(SyntheticRun.TASKS.size())
                .allSatisfy(task -> assertThat(task.path("groups").intValue()).isEqualTo(4 * 10));
        try (Chromium browser = Chromium.start()) {
            browser.prefer("dark");
            browser.open(page + "#group-0-30", 1280, 900);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(UiPage.number(browser, "document.querySelectorAll('figure canvas').length"))
                        .isGreaterThan(20);
                assertThat(UiPage.number(browser, "document.querySelectorAll('#group .member').length"))
                        .isPositive();
                assertThat(UiPage.value(browser, "ended.EVAL.COMPLETE")).isEqualTo(4 * 10 * SyntheticRun.TASKS.size());
            });
            UiPage.keep(browser, "life-1280-dark.png");
            browser.prefer("light");
            UiPage.keep(browser, "life-1280.png");
        }
    }

    private static JsonNode chart(String page, String title) throws Exception {
        for (JsonNode chart : UiPage.json(page + "api/charts").path("charts")) {
            if (chart.path("title").textValue().equals(title)) {
                return chart;
            }
        }
        return JSON.createObjectNode();
    }

    /** A stream of its own on the same broker. */
    private static StreamCli streamOf(String prefix, int partitions) {
        StreamCli stream = new StreamCli(stack, prefix);
        Cli.Result created =
                stream.run("topics", "create", "--partitions", String.valueOf(partitions), "--replication", "1");
        assertThat(created.code()).as(created.err()).isZero();
        return stream;
    }

    private static StageConfig config(StreamCli stream) {
        return new StageConfig(stack.kafka().bootstrapServers(), stack.registryUrl(), stream.prefix(), Map.of());
    }

    @Test
    void hostileCompletionsAreTextAndWithoutTheWordNoRewardIsTold() throws Exception {
        // Given
        StreamCli hostile = streamOf("hostile.", 1);
        String text = "<script>window.owned=1</script></script><img src=x onerror='window.owned=2'>&lt;b&gt;"
                + "\u202egnorw\u0000\u001b[2J ";
        write(hostile, text, text + "x".repeat(1_000_000));

        // When
        BackgroundCli told = track(hostile.background("ui", "--http-port", "0", "--show-answers"));
        BackgroundCli untold = track(hostile.background("ui", "--http-port", "0"));

        // Then
        JsonNode open = await().atMost(PATIENCE)
                .until(() -> UiPage.json(UiPage.page(told) + "api/group?partition=0&offset=0"), node -> node.has("id"));
        JsonNode closed = UiPage.json(UiPage.page(untold) + "api/group?partition=0&offset=0");
        assertThat(open.toString()).contains("\"reward\"", "\"advantage\"", "\"components\"", "\"reason\"");
        assertThat(closed.toString()).doesNotContain("reward", "advantage", "component", "reason", "answer");
        assertThat(closed.path("members")).hasSize(2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(UiPage.json(UiPage.page(untold) + "api/groups?least=0.5")
                                .path("groups"))
                        .hasSize(1)
                        .allSatisfy(group -> assertThat(group.has("reward")).isFalse()));
        try (Chromium browser = Chromium.start()) {
            browser.open(UiPage.page(told) + "#group-0-0", 1280, 900);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            UiPage.number(browser, "document.querySelectorAll('#group .member pre').length"))
                    .isEqualTo(2));
            assertThat(UiPage.text(browser, "#group .member pre"))
                    .contains("<script>window.owned=1</script>", "&lt;b&gt;", "U+202Egnorw", "U+0000", "U+001B[2J");
            assertThat(UiPage.text(browser, "#group .member:last-child pre"))
                    .contains("more characters")
                    .hasSizeLessThan(30_000);
            assertThat(UiPage.text(browser, "#group header h3")).contains("<img");
            assertThat(browser.evaluate("typeof window.owned").textValue()).isEqualTo("undefined");
            assertThat(UiPage.number(browser, "document.querySelectorAll('#group script, #group [onerror]').length"))
                    .isZero();
        }
    }

    private static void write(StreamCli stream, String... texts) throws Exception {
        try (KafkaSink sink = new KafkaSink(
                new StageConfig(stack.kafka().bootstrapServers(), stack.registryUrl(), stream.prefix(), Map.of()))) {
            String id = "hostile/0";
            RecordRef task = sink.task(Task.newBuilder()
                    .setGroupId(id)
                    .setRunId("hostile")
                    .setPrompt(texts[0])
                    .build());
            List<Member> members = new ArrayList<>();
            for (String text : texts) {
                RecordRef rollout = sink.rollout(Rollout.newBuilder()
                        .setGroupId(id)
                        .setRunId("hostile")
                        .setIndex(members.size())
                        .setText(text)
                        .build());
                members.add(Member.newBuilder()
                        .setIndex(members.size())
                        .setOutcome(MemberOutcome.SCORED)
                        .setReward(0.25)
                        .setAdvantage(0.0)
                        .setRollout(rollout)
                        .build());
            }
            sink.group(
                    AdvantageGroup.newBuilder()
                            .setGroupId(id)
                            .setRunId("hostile")
                            .setPurpose(Purpose.TRAIN)
                            .setTaskType(texts[0])
                            .setOutcome(GroupOutcome.COMPLETE)
                            .setTask(task)
                            .setMembers(members)
                            .build(),
                    System.currentTimeMillis());
        }
    }

    @Test
    void aTokenAndTheNameOfThisMachineGuardThePage() throws Exception {
        // Given
        StreamCli empty = streamOf("guarded.", 1);
        Path token = Files.writeString(folder.resolve("token"), "a-token-of-many-letters\n");
        String open = UiPage.page(track(empty.background("ui", "--http-port", "0")));
        String guarded =
                UiPage.page(track(empty.background("ui", "--http-port", "0", "--token-file", token.toString())));

        // Then
        assertThat(UiPage.status("GET", open, "evil.example", "")).isEqualTo("403");
        assertThat(UiPage.status("GET", open, "localhost", "")).isEqualTo("200");
        assertThat(UiPage.status("PUT", open, "localhost", "")).isEqualTo("405");
        assertThat(UiPage.status("GET", open + "api/group?partition=x", "localhost", ""))
                .isEqualTo("400");
        assertThat(UiPage.status("GET", open + "../../etc/passwd", "localhost", ""))
                .isEqualTo("404");
        assertThat(UiPage.status("GET", guarded, "localhost", "")).isEqualTo("303");
        assertThat(UiPage.status("GET", guarded + "api/now", "localhost", "")).isEqualTo("401");
        assertThat(UiPage.status("GET", guarded + "api/live", "localhost", "")).isEqualTo("401");
        assertThat(UiPage.status(
                        "GET",
                        guarded + "api/now",
                        "there.example",
                        "Authorization: Bearer a-token-of-many-letters\r\n"))
                .isEqualTo("200");
        assertThat(UiPage.login(guarded, "wrong").headers().firstValue("Set-Cookie"))
                .isEmpty();
        String cookie = UiPage.login(guarded, "a-token-of-many-letters")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertThat(UiPage.status("GET", guarded, "localhost", "Cookie: " + cookie.split(";", 2)[0] + "\r\n"))
                .isEqualTo("200");
        assertThat(UiPage.answer(open).headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'; script-src 'self';"));
        assertThat(empty.run("ui", "--http-host", "0.0.0.0").err()).contains("--token-file");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(UiPage.status("GET", guarded + "readyz", "pod.example", ""))
                        .isEqualTo("200"));
    }

    private static JsonNode newest(BackgroundCli top) throws Exception {
        String out = top.out();
        int end = out.lastIndexOf('\n');
        return end < 0
                ? JSON.createObjectNode()
                : JSON.readTree(out.substring(out.lastIndexOf('\n', end - 1) + 1, end));
    }

    private static double waitingRollouts(JsonNode seen) {
        for (JsonNode input : seen.path("lag").path("inputs")) {
            if (input.path("topic").asText().equals("ui.rollouts")) {
                return input.path("lag").asDouble();
            }
        }
        return -1;
    }

    private static double scraped(BackgroundCli exporter, String topic) throws Exception {
        return exporter.get("/metrics")
                .lines()
                .filter(line -> line.startsWith("rollstream_lag_records{")
                        && line.contains("stage=\"scorer\"")
                        && line.contains("topic=\"" + topic + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(-1);
    }

    private BackgroundCli background(String... args) {
        return track(new StreamCli(stack, "ui.").background(args));
    }

    private BackgroundCli track(BackgroundCli command) {
        running.add(command);
        return command;
    }
}
