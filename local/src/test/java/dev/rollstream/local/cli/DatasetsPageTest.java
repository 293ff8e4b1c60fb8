package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/datasets.md says, with the page's own file and commands. */
@Timeout(180)
class DatasetsPageTest {
    private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/datasets.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");
    private static final Set<String> STAGES = Set.of("scorer", "aggregator", "worker");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "page.", 2));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void commandsOfThePageDoWhatItSays() throws Exception {
        // Given
        Files.writeString(folder.resolve("sums.jsonl"), block("json"));
        List<List<String>> commands =
                block("sh").lines().map(DatasetsPageTest::words).toList();
        assertThat(commands.get(0)).containsExactly("./rollstream", "up");

        // When
        List<BackgroundCli> stages = new ArrayList<>();
        List<Cli.Result> results = new ArrayList<>();
        for (List<String> command : commands.subList(1, commands.size())) {
            if (STAGES.contains(command.get(1))) {
                stages.add(BackgroundCli.start(connected(command)));
            } else {
                awaitStarted(stages);
                results.add(Cli.run(connected(command)));
            }
        }
        stages.forEach(BackgroundCli::interrupt);

        // Then
        assertThat(results)
                .allSatisfy(result -> assertThat(result.code()).as(result.err()).isZero());
        assertThat(results.get(0).err()).contains("3 rows of ", "12 groups made, 0 samples skipped");
        assertThat(results.get(1).out()).contains("math-exact/1", "row made of sums.jsonl#", "ended COMPLETE");
        assertThat(results.get(2).err()).contains("3 groups made");
        assertThat(results.get(3).lines()).last().asString().startsWith("sums ").contains("other", " 3 ");
        assertThat(results.get(4).out()).contains("audit passed");
        for (BackgroundCli stage : stages) {
            assertThat(stage.awaitCode(PATIENCE)).as(stage.err()).isZero();
        }
    }

    private static void awaitStarted(List<BackgroundCli> stages) {
        await().atMost(PATIENCE)
                .until(() -> stages.stream().allMatch(stage -> stage.err().contains("metrics at")));
    }

    private static String block(String language) throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> words(String line) {
        return WORD.matcher(line).results().map(DatasetsPageTest::word).toList();
    }

    private static String word(MatchResult found) {
        String word = found.group(1) == null ? found.group() : found.group(1);
        return word.endsWith(".jsonl") ? folder.resolve(word).toString() : word;
    }

    /** The command without the launcher, at this test's stream. */
    private static String[] connected(List<String> command) {
        List<String> words = new ArrayList<>(command.subList(1, command.size()));
        words.addAll(List.of(
                "--bootstrap-servers", stack.kafka().bootstrapServers(),
                "--schema-registry", stack.registryUrl(),
                "--prefix", "page."));
        if (List.of("scorer", "aggregator").contains(words.get(0))) {
            words.addAll(List.of("--state-dir", folder.resolve(words.get(0)).toString(), "--threads", "1"));
        }
        return words.toArray(String[]::new);
    }
}
