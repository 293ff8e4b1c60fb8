package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.report.KafkaSink;
import dev.rollstream.local.report.SyntheticRun;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.local.ui.Chromium;
import dev.rollstream.runtime.StageConfig;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page over a whole stream, in a real browser where there is one. Each test has a stream of its own on one stack. */
@Timeout(300)
class UiStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern PAGE = Pattern.compile("is at (http://\\S+/);");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
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
        // Given: everything but a scorer
        background("aggregator", "--state-dir", folder.resolve("a").toString(), "--threads", "1");
        background("worker", "--engine", "scripted");
        BackgroundCli exporter = background("lag", "--http-port", "0", "--watch", "300ms");
        BackgroundCli top = background("top", "--json", "--every", "300ms");
        String page = page(background("ui", "--http-port", "0", "--show-answers", "--every", "300ms"));
        BackgroundCli tasks = background("tasks", "--count", "" + GROUPS, "--seed", "3");
        BackgroundCli evaluations =
                background("tasks", "--purpose", "eval", "--count", "" + EVALUATIONS, "--seed", "4", "--task", "flip");

        // When
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (JsonNode seen : List.of(now(page), newest(top))) {
                assertThat(waitingRollouts(seen)).isEqualTo(ROLLOUTS);
                assertThat(stage(seen, "scorer", "lag")).isGreaterThan(ROLLOUTS);
                assertThat(stage(seen, "scorer", "age_s")).isGreaterThan(2);
            }
            assertThat(scraped(exporter, "ui.rollouts")).isEqualTo((double) ROLLOUTS);
        });
        background("scorer", "--state-dir", folder.resolve("s").toString(), "--threads", "1");
        assertThat(tasks.awaitCode(PATIENCE)).as(tasks.err()).isZero();
        assertThat(evaluations.awaitCode(PATIENCE)).as(evaluations.err()).isZero();

        // Then
        Truth truth = truth();
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (JsonNode seen : List.of(now(page), newest(top))) {
                assertThat(stage(seen, "scorer", "lag")).isZero();
                assertThat(stage(seen, "aggregator", "lag")).isZero();
                assertThat(truth.difference(seen)).isEmpty();
            }
            assertThat(scraped(exporter, "ui.rollouts")).isZero();
        });
        browserShows(page, truth);
    }

    /** What the topics hold, counted without any of the code that the page counts with. */
    private record Truth(Map<String, Long> counts, Map<String, double[]> rewards, String group, String answer) {
        /** What a snapshot says otherwise. */
        List<String> difference(JsonNode seen) {
            Map<String, Long> shown = new HashMap<>();
            Map<String, double[]> means = new HashMap<>();
            seen.path("ended").fields().forEachRemaining(purpose -> purpose.getValue()
                    .fields()
                    .forEachRemaining(outcome -> shown.put(
                            purpose.getKey() + "." + outcome.getKey(),
                            outcome.getValue().longValue())));
            List<String> different = new ArrayList<>();
            if (!shown.equals(counts)) {
                different.add("ended: " + shown + " and not " + counts);
            }
            seen.path("tasks")
                    .forEach(task -> means.put(
                            task.path("purpose").textValue() + "."
                                    + task.path("task").textValue(),
                            new double[] {
                                task.path("groups").doubleValue(),
                                task.path("reward").doubleValue()
                            }));
            rewards.forEach((task, mean) -> {
                double[] own = means.getOrDefault(task, new double[2]);
                if (own[0] != mean[0] || Math.abs(own[1] - mean[1]) > 1e-9) {
                    different.add(task + ": " + own[0] + ", " + own[1] + " and not " + mean[0] + ", " + mean[1]);
                }
            });
            if (seen.path("open").path("groups").longValue() != 0) {
                different.add("open: " + seen.path("open"));
            }
            if (stage(seen, "worker", "count") != ROLLOUTS || stage(seen, "scorer", "count") != ROLLOUTS) {
                different.add("stages: " + seen.path("stages"));
            }
            return different;
        }
    }

    private static Truth truth() throws Exception {
        Map<String, Long> counts = new HashMap<>();
        Map<String, double[]> sums = new HashMap<>();
        Map<String, String> answers = new HashMap<>();
        List<String> places = new ArrayList<>();
        try (TopicReader reader = new TopicReader(stack.config(), "truth");
                RegistryClient registry = RegistryClients.create(stack.config().registry())) {
            AvroDeserializer<AdvantageGroup> groups = new AvroDeserializer<>(AdvantageGroup.class, registry);
            AvroDeserializer<AnswerKeyEvent> keys = new AvroDeserializer<>(AnswerKeyEvent.class, registry);
            reader.read(reader.ends(stack.config().topics().answerKeys()), record -> {
                AnswerKeyEvent key = keys.deserialize(record.topic(), record.headers(), record.value());
                answers.put(key.getGroupId(), key.getAnswerKey().getAnswer());
            });
            reader.read(reader.ends(stack.config().topics().advantages()), record -> {
                AdvantageGroup group = groups.deserialize(record.topic(), record.headers(), record.value());
                counts.merge(group.getPurpose() + "." + group.getOutcome(), 1L, Long::sum);
                double[] sum =
                        sums.computeIfAbsent(group.getPurpose() + "." + group.getTaskType(), any -> new double[3]);
                sum[0]++;
                group.getMembers().stream()
                        .filter(member -> member.getReward() != null)
                        .forEach(member -> {
                            sum[1] += member.getReward();
                            sum[2]++;
                        });
                if (group.getPurpose() == Purpose.TRAIN) {
                    places.add(record.partition() + "-" + record.offset() + " " + group.getGroupId());
                }
            });
        }
        Map<String, double[]> rewards = new HashMap<>();
        sums.forEach((task, sum) -> rewards.put(task, new double[] {sum[0], sum[1] / sum[2]}));
        String[] first = places.get(0).split(" ", 2);
        return new Truth(counts, rewards, first[0], answers.get(first[1]));
    }

    private void browserShows(String page, Truth truth) throws Exception {
        try (Chromium browser = Chromium.start()) {
            browser.open(page + "#group-" + truth.group(), 1280, 900);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(value(browser, "worker.count")).isEqualTo(ROLLOUTS);
                assertThat(value(browser, "scorer.lag")).isZero();
                for (Map.Entry<String, Long> count : truth.counts().entrySet()) {
                    assertThat(value(browser, "ended." + count.getKey()))
                            .isEqualTo(count.getValue().doubleValue());
                }
                for (Map.Entry<String, double[]> mean : truth.rewards().entrySet()) {
                    assertThat(value(browser, mean.getKey() + ".groups")).isEqualTo(mean.getValue()[0]);
                    assertThat(value(browser, mean.getKey() + ".reward")).isEqualTo(mean.getValue()[1], within(1e-9));
                }
                assertThat(text(browser, "#group .answer b")).isEqualTo(truth.answer());
                assertThat(number(browser, "document.querySelectorAll('#group .member').length"))
                        .isEqualTo(8);
                assertThat(number(browser, "document.querySelectorAll('#group .pictures img').length"))
                        .isPositive();
                assertThat(number(browser, "document.querySelectorAll('#group-list li').length"))
                        .isEqualTo(GROUPS + EVALUATIONS);
                assertThat(number(browser, "document.querySelectorAll('figure canvas').length"))
                        .isGreaterThan(5);
            });
            keep(browser, "page-1280.png");
            browser.evaluate("(() => { const select = document.forms.filters.elements.purpose; select.value = 'EVAL';"
                    + " select.dispatchEvent(new Event('change', {bubbles: true})); })()");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            number(browser, "document.querySelectorAll('#group-list li').length"))
                    .isEqualTo(EVALUATIONS));
            browser.open(page, 390, 844);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(value(browser, "worker.count"))
                    .isEqualTo(ROLLOUTS));
            assertThat(number(browser, "document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
            keep(browser, "page-390.png");
        }
    }

    @Test
    void aLearnersLifeIsShownByPolicyVersion() throws Exception {
        // Given
        StreamCli learner = new StreamCli(stack, "life.");
        assertThat(learner.run("topics", "create", "--partitions", "2", "--replication", "1")
                        .code())
                .isZero();
        long beginMs = System.currentTimeMillis() - 1_200_000;
        try (KafkaSink sink = new KafkaSink(config(learner))) {
            new SyntheticRun(new SyntheticRun.Shape(30, 8, 10, 10, 20_000), sink, 7, beginMs).write();
        }

        // When
        String page = page(track(learner.background("ui", "--http-port", "0", "--show-answers")));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stage(now(page), "learner", "count")).isGreaterThan(150);
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
        assertThat(now(page).path("tasks"))
                .filteredOn(task -> task.path("purpose").textValue().equals("EVAL"))
                .hasSize(SyntheticRun.TASKS.size())
                .allSatisfy(task -> assertThat(task.path("groups").intValue()).isEqualTo(4 * 10));
        try (Chromium browser = Chromium.start()) {
            browser.prefer("dark");
            browser.open(page + "#group-0-30", 1280, 900);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(number(browser, "document.querySelectorAll('figure canvas').length"))
                        .isGreaterThan(20);
                assertThat(number(browser, "document.querySelectorAll('#group .member').length"))
                        .isPositive();
                assertThat(value(browser, "ended.EVAL.COMPLETE")).isEqualTo(4 * 10 * SyntheticRun.TASKS.size());
            });
            keep(browser, "life-1280-dark.png");
            browser.prefer("light");
            keep(browser, "life-1280.png");
        }
    }

    private static JsonNode chart(String page, String title) throws Exception {
        for (JsonNode chart : json(page + "api/charts").path("charts")) {
            if (chart.path("title").textValue().equals(title)) {
                return chart;
            }
        }
        return JSON.createObjectNode();
    }

    private static StageConfig config(StreamCli stream) {
        return new StageConfig(stack.kafka().bootstrapServers(), stack.registryUrl(), stream.prefix(), Map.of());
    }

    @Test
    void hostileCompletionsAreTextAndWithoutTheWordNoRewardIsTold() throws Exception {
        // Given
        StreamCli hostile = new StreamCli(stack, "hostile.");
        assertThat(hostile.run("topics", "create", "--partitions", "1", "--replication", "1")
                        .code())
                .isZero();
        String text = "<script>window.owned=1</script></script><img src=x onerror='window.owned=2'>&lt;b&gt;"
                + "\u202egnorw\u0000\u001b[2J ";
        write(hostile, text, text + "x".repeat(1_000_000));

        // When
        BackgroundCli told = track(hostile.background("ui", "--http-port", "0", "--show-answers"));
        BackgroundCli untold = track(hostile.background("ui", "--http-port", "0"));

        // Then
        JsonNode open = await().atMost(PATIENCE)
                .until(() -> json(page(told) + "api/group?partition=0&offset=0"), node -> node.has("id"));
        JsonNode closed = json(page(untold) + "api/group?partition=0&offset=0");
        assertThat(open.toString()).contains("\"reward\"", "\"advantage\"", "\"components\"", "\"reason\"");
        assertThat(closed.toString()).doesNotContain("reward", "advantage", "component", "reason", "answer");
        assertThat(closed.path("members")).hasSize(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        json(page(untold) + "api/groups?least=0.5").path("groups"))
                .hasSize(1)
                .allSatisfy(group -> assertThat(group.has("reward")).isFalse()));
        try (Chromium browser = Chromium.start()) {
            browser.open(page(told) + "#group-0-0", 1280, 900);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            number(browser, "document.querySelectorAll('#group .member pre').length"))
                    .isEqualTo(2));
            assertThat(text(browser, "#group .member pre"))
                    .contains("<script>window.owned=1</script>", "&lt;b&gt;", "U+202Egnorw", "U+0000", "U+001B[2J");
            assertThat(text(browser, "#group .member:last-child pre"))
                    .contains("more characters")
                    .hasSizeLessThan(30_000);
            assertThat(text(browser, "#group header h3")).contains("<img");
            assertThat(browser.evaluate("typeof window.owned").textValue()).isEqualTo("undefined");
            assertThat(number(browser, "document.querySelectorAll('#group script, #group [onerror]').length"))
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
        StreamCli empty = new StreamCli(stack, "guarded.");
        assertThat(empty.run("topics", "create", "--partitions", "1", "--replication", "1")
                        .code())
                .isZero();
        Path token = Files.writeString(folder.resolve("token"), "a-token-of-many-letters\n");
        String open = page(track(empty.background("ui", "--http-port", "0")));
        String guarded = page(track(empty.background("ui", "--http-port", "0", "--token-file", token.toString())));

        // Then
        assertThat(status("GET", open, "evil.example", "")).isEqualTo("403");
        assertThat(status("GET", open, "localhost", "")).isEqualTo("200");
        assertThat(status("PUT", open, "localhost", "")).isEqualTo("405");
        assertThat(status("GET", open + "api/group?partition=x", "localhost", ""))
                .isEqualTo("400");
        assertThat(status("GET", open + "../../etc/passwd", "localhost", "")).isEqualTo("404");
        assertThat(status("GET", guarded, "localhost", "")).isEqualTo("303");
        assertThat(status("GET", guarded + "api/now", "localhost", "")).isEqualTo("401");
        assertThat(status("GET", guarded + "api/live", "localhost", "")).isEqualTo("401");
        assertThat(status(
                        "GET",
                        guarded + "api/now",
                        "there.example",
                        "Authorization: Bearer a-token-of-many-letters\r\n"))
                .isEqualTo("200");
        assertThat(login(guarded, "wrong").headers().firstValue("Set-Cookie")).isEmpty();
        String cookie = login(guarded, "a-token-of-many-letters")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        assertThat(status("GET", guarded, "localhost", "Cookie: " + cookie.split(";", 2)[0] + "\r\n"))
                .isEqualTo("200");
        assertThat(HTTP.send(request(open), HttpResponse.BodyHandlers.ofString())
                        .headers()
                        .firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'; script-src 'self';"));
        assertThat(empty.run("ui", "--http-host", "0.0.0.0").err()).contains("--token-file");
    }

    private static HttpResponse<String> login(String page, String token) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(page + "login"))
                        .POST(HttpRequest.BodyPublishers.ofString("token=" + token))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The status of a request with a Host header of its own, which the JDK's client would not send. */
    private static String status(String method, String url, String host, String headers) throws Exception {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            out.write((method + " " + uri.getRawPath() + query + " HTTP/1.1\r\nHost: " + host + ":" + uri.getPort()
                            + "\r\nConnection: close\r\n" + headers + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return in.readLine().split(" ")[1];
        }
    }

    /** For people who want to look: {@code -Drollstream.pictures=DIR} keeps what the browser saw. */
    private static void keep(Chromium browser, String name) throws Exception {
        String kept = System.getProperty("rollstream.pictures");
        if (kept != null) {
            browser.shoot(Path.of(kept, name));
        }
    }

    private static double value(Chromium browser, String figure) throws Exception {
        return number(
                browser, "Number(document.querySelector('[data-figure=\"" + figure + "\"]')?.dataset.value ?? -1)");
    }

    private static double number(Chromium browser, String expression) throws Exception {
        return browser.evaluate(expression).doubleValue();
    }

    private static String text(Chromium browser, String selector) throws Exception {
        return browser.evaluate("document.querySelector('" + selector + "')?.textContent ?? ''")
                .textValue();
    }

    private static JsonNode now(String page) throws Exception {
        return json(page + "api/now");
    }

    private static JsonNode json(String url) throws Exception {
        HttpResponse<String> answer = HTTP.send(request(url), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    }

    private static JsonNode newest(BackgroundCli top) throws Exception {
        String out = top.out();
        int end = out.lastIndexOf('\n');
        return end < 0
                ? JSON.createObjectNode()
                : JSON.readTree(out.substring(out.lastIndexOf('\n', end - 1) + 1, end));
    }

    private static double stage(JsonNode seen, String name, String figure) {
        for (JsonNode stage : seen.path("stages")) {
            if (stage.path("stage").asText().equals(name)) {
                return stage.path(figure).asDouble(-1);
            }
        }
        return -1;
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

    private static String page(BackgroundCli ui) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            Matcher matcher = PAGE.matcher(ui.err());
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        url -> !url.isEmpty());
    }

    private BackgroundCli background(String... args) {
        return track(new StreamCli(stack, "ui.").background(args));
    }

    private BackgroundCli track(BackgroundCli command) {
        running.add(command);
        return command;
    }
}
