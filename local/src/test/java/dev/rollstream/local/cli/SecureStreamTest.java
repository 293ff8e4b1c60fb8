package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.local.topics.AccessRules;
import dev.rollstream.local.topics.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream on a broker with an authorizer, every stage as somebody of its own with the rights that {@code topics acls} gives it: what they
 * can do, what they cannot, and that nobody sees how they log in.
 */
@Timeout(300)
class SecureStreamTest {
    private static final Pattern METRICS = Pattern.compile("metrics at (http://\\S+);");
    private static final Topics TOPICS = new Topics(SecureStack.PREFIX);
    private static final AccessRules RULES = new AccessRules(TOPICS, "workers", "learner");

    private static final CapturedLog LOG = new CapturedLog();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static SecureStack stack;

    private final Map<String, BackgroundCli> running = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        LOG.start();
        stack = new SecureStack(folder);
        Cli.Result topics = Cli.run(stack.as("admin", "topics", "create", "--partitions", "2", "--replication", "1"));
        assertThat(topics.code()).as(topics.err()).isZero();
    }

    @AfterAll
    static void stop() {
        stack.close();
        LOG.stop();
    }

    @AfterEach
    void stopStages() throws Exception {
        running.values().forEach(BackgroundCli::interrupt);
        processes.forEach(Process::destroyForcibly);
        for (BackgroundCli command : running.values()) {
            command.awaitCode(PATIENCE);
        }
    }

    @Test
    void everyStageRunsOnItsOwnRightsAndNobodySeesItsSecrets() throws Exception {
        // Given
        Cli.Result tooEarly = Cli.run(stack.as("auditor", "audit"));
        run("admin", "topics", "acls", "--apply", "--principal", "aggregator=User:CN=aggregator");
        Process scorer = scorer();
        background("aggregator", "--state-dir", path("aggregator"), "--threads", "1");
        background("worker", "--engine", "builtin", "--concurrency", "2");
        background(
                "learner",
                "--checkpoints",
                path("checkpoints"),
                "--batch",
                "4",
                "--steps",
                "2",
                "--practice-steps",
                "2",
                "--imitation-steps",
                "10");

        // When
        run(
                "tasks",
                "tasks",
                "--course",
                "laptop",
                "--learner",
                "learner",
                "--count",
                "8",
                "--group-size",
                "4",
                "--max-tokens",
                "18",
                "--max-ahead",
                "8",
                "--http-port",
                "0");
        int learned = running.get("learner").awaitCode(PATIENCE);
        Cli.Result audit = run("auditor", "audit");
        run("watcher", "lag");
        run("watcher", "top", "--once");
        running.put("page", BackgroundCli.start(stack.as("watcher", "ui", "--http-port", "0", "--every", "200ms")));
        thePageShowsWhatAWatcherMayRead(UiPage.page(running.get("page")));
        run("auditor", "report", "--out", path("report.html"));

        // Then
        assertThat(tooEarly.code()).isEqualTo(Rollstream.FAILED);
        assertThat(tooEarly.err()).contains("refuses access");
        assertThat(learned).as(running.get("learner").err()).isZero();
        assertThat(audit.out()).contains("audit passed");
        assertThat(stack.waysIntoTheRegistry()).isEqualTo(3);
        seen.add(tooEarly.err());
        seen.add(commandLine(scorer));
        seen.add(metrics(Files.readString(folder.resolve("scorer.log"))));
        seen.add(metrics(running.get("aggregator").err()));
        seen.add(metrics(running.get("worker").err()));
        nothingElseIsAllowed();
        nobodySeesASecret();
    }

    @Test
    void whoeverIsNotWhoTheySayIsTurnedAway() throws Exception {
        // Given: a password that is guessed, a token that somebody else signed, and no certificate for the registry
        String learner = Files.readString(stack.file("learner"));
        Files.writeString(stack.file("guess"), learner.replace(stack.password("learner"), "guessed-wrong"));
        Path token = folder.resolve("token");
        String issued = Files.readString(token);
        Files.writeString(token, new TokenIssuer().token("worker"));

        // When
        Cli.Result guessed = Cli.run(stack.as("guess", "topics", "check"));
        Cli.Result forged = Cli.run(stack.as("worker", "topics", "check"));
        Files.writeString(token, issued);
        Cli.Result nameless =
                Cli.run(stack.as("nameless", "aggregator", "--state-dir", path("nameless"), "--http-port", "0"));

        // Then
        assertThat(guessed.code()).isEqualTo(Rollstream.FAILED);
        assertThat(guessed.err()).contains("Authentication failed").doesNotContain("guessed-wrong");
        assertThat(forged.code()).isEqualTo(Rollstream.FAILED);
        assertThat(forged.err()).contains("refuses access", "invalid_token");
        assertThat(nameless.code()).isEqualTo(Rollstream.FAILED);
        assertThat(nameless.err())
                .contains(
                        "schema registry", "check schema.registry.ssl.truststore.*", "schema.registry.ssl.keystore.*");
    }

    /** Its figures, its curves, and a group with pictures and completions: on the rights of a watcher. */
    private static void thePageShowsWhatAWatcherMayRead(String page) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = UiPage.now(page);
            assertThat(now.path("unread").asInt(-1)).as(now.toString()).isZero();
            assertThat(UiPage.stage(now, "learner", "count")).isEqualTo(8);
            assertThat(now.path("lag").path("learners")).isNotEmpty();
            assertThat(UiPage.json(page + "api/charts").path("charts")).hasSizeGreaterThan(5);
            JsonNode last = UiPage.json(page + "api/groups").path("groups").path(0);
            String place = "partition=" + last.path("partition").asText() + "&offset="
                    + last.path("offset").asText();
            JsonNode group = UiPage.json(page + "api/group?" + place);
            assertThat(group.path("members")).hasSize(4).allSatisfy(member -> assertThat(member.has("completion"))
                    .isTrue());
            assertThat(group.path("pictures")).isNotEmpty();
        });
    }

    /** What the rules do not name is refused, for every role and topic. */
    private void nothingElseIsAllowed() throws Exception {
        for (Role role : Role.values()) {
            try (KafkaAccess access = new KafkaAccess(stack.clientSettings(role.toString()))) {
                for (Topic<?> topic : TOPICS.all()) {
                    if (!named(role, topic, AclOperation.READ)) {
                        assertThat(access.mayRead(topic.name()))
                                .as("%s reads %s", role, topic.name())
                                .isFalse();
                    }
                    if (!named(role, topic, AclOperation.WRITE)) {
                        assertThat(access.mayWrite(topic.name()))
                                .as("%s writes %s", role, topic.name())
                                .isFalse();
                    }
                }
            }
        }
        try (KafkaAccess auditor = new KafkaAccess(stack.clientSettings("auditor"))) {
            assertThat(auditor.mayRead(TOPICS.answerKeys().name())).isTrue();
        }
    }

    private static boolean named(Role role, Topic<?> topic, AclOperation operation) {
        return RULES.of(role, "User:" + role).stream()
                .anyMatch(right -> right.pattern().resourceType() == ResourceType.TOPIC
                        && right.pattern().name().equals(topic.name())
                        && right.entry().operation() == operation);
    }

    private void nobodySeesASecret() throws Exception {
        seen.add(LOG.text());
        seen.add(Files.readString(folder.resolve("scorer.log")));
        running.values().forEach(command -> seen.add(command.out() + command.err()));
        String all = String.join("\n", seen);
        assertThat(all)
                .contains("ConsumerConfig values", "StreamsConfig values", "ProducerConfig values", "jvm_memory");
        for (String secret : stack.secrets()) {
            assertThat(all.contains(secret)).as("somebody can see %s", secret).isFalse();
        }
    }

    /** The scorer as a process, for it takes its password from the environment. */
    private Process scorer() throws Exception {
        List<String> command = Jvm.rollstream(
                List.of(),
                List.of(stack.as(
                        "scorer", "scorer", "--state-dir", path("scorer"), "--threads", "1", "--http-port", "0")));
        Path output = folder.resolve("scorer.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put(SecureStack.SCORER_PASSWORD, stack.password("scorer"));
        Process process = builder.start();
        processes.add(process);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            assertThat(output).content().contains("metrics at");
        });
        return process;
    }

    /** What anybody on this machine sees of a process. */
    private static String commandLine(Process process) throws IOException {
        Path line = Path.of("/proc/" + process.pid() + "/cmdline");
        String seen = Files.isReadable(line)
                ? Files.readString(line)
                : process.info().commandLine().orElse("--config");
        assertThat(seen).contains("--config");
        return seen;
    }

    private void background(String who, String... args) {
        String[] all = new String[args.length + 3];
        all[0] = who;
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--http-port";
        all[args.length + 2] = "0";
        running.put(who, BackgroundCli.start(stack.as(who, all)));
    }

    private Cli.Result run(String who, String... args) {
        Cli.Result result = Cli.run(stack.as(who, args));
        seen.add(result.out() + result.err());
        assertThat(result.code())
                .as(String.join(" ", args) + ": " + result.err() + result.out())
                .isZero();
        return result;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static String metrics(String news) throws Exception {
        Matcher matcher = METRICS.matcher(news);
        assertThat(matcher.find()).as(news).isTrue();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(matcher.group(1))).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
