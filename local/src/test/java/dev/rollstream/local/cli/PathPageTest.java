package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.local.python.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/path.md says, with the page's own files and commands, but for those marked as needing a GPU. */
@Timeout(300)
class PathPageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+( gpu)?)\\n(.*?)^```");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private static PythonEnvironment python;

    @SuppressWarnings("NullAway.Init")
    private StreamCli stream;

    private final Map<String, BackgroundCli> stages = new LinkedHashMap<>();
    private final Map<String, Cli.Result> results = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();

    @BeforeAll
    static void makeEnvironment() throws Exception {
        python = PythonEnvironment.require();
    }

    @BeforeEach
    void start() {
        stream = StreamCli.start("path.", 2);
    }

    @AfterEach
    void stop() throws Exception {
        processes.forEach(Process::destroyForcibly);
        stages.values().forEach(BackgroundCli::interrupt);
        for (BackgroundCli stage : stages.values()) {
            stage.awaitCode(PATIENCE);
        }
        stream.close();
    }

    @Test
    void commandsOfThePageDoWhatItSays() throws Exception {
        // Given
        String page = Files.readString(ROOT.resolve("docs/path.md"));
        for (String name : List.of("sums.jsonl", "worker.py", "learner.py")) {
            Files.writeString(folder.resolve(name), file(page, name));
        }

        // When
        for (String line : commands(page)) {
            run(words(line));
        }

        // Then
        assertThat(results.keySet()).containsExactly("audit", "group", "lag", "report");
        assertThat(results.values())
                .allSatisfy(result -> assertThat(result.code()).as(result.err()).isZero());
        assertThat(stages.get("tasks").awaitCode(PATIENCE)).isZero();
        assertThat(read("learner.py.log")).contains("step 1: 128 tokens", "step 6: 128 tokens");
        assertThat(results.get("audit").out()).contains("audit passed");
        assertThat(results.get("group").out()).contains("math-exact/1", "ended COMPLETE", "TRAINED");
        assertThat(folder.resolve("path.html")).isNotEmptyFile();
    }

    private static List<String> commands(String page) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals("sh"))
                .flatMap(block -> block.group(3).lines())
                .toList();
    }

    /** The first block after a file's name. */
    private static String file(String page, String name) {
        int named = page.indexOf("`" + name + "`");
        int fence = page.indexOf("\n```", named) + 1;
        int begin = page.indexOf('\n', fence) + 1;
        assertThat(named).as(name).isNotNegative();
        return page.substring(begin, page.indexOf("```", begin));
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(found -> found.group(1) == null ? found.group() : found.group(1))
                .toList();
    }

    private void run(List<String> words) throws Exception {
        String what = words.get(1);
        switch (words.get(0)) {
            case "./rollstream" -> rollstream(what, words.subList(1, words.size()));
            case "python3" -> assertThat(words).containsExactly("python3", "-m", "venv", ".venv");
            case ".venv/bin/pip" -> install(words);
            case ".venv/bin/python" -> script(what);
            default -> throw new AssertionError("nobody knows how to test " + words);
        }
    }

    private void rollstream(String command, List<String> words) {
        String[] arguments = words.stream()
                .map(word -> word.matches("\\w+\\.(jsonl|html)") ? in(word) : word)
                .toArray(String[]::new);
        switch (command) {
            case "up" -> assertThat(words).containsExactly("up");
            case "scorer", "aggregator" ->
                stages.put(command, stream.background(command, "--state-dir", in(command), "--threads", "1"));
            case "tasks" -> stages.put(command, stream.background(arguments));
            default -> results.put(command, stream.run(arguments));
        }
    }

    /** The wheel is built and unpacked as the page has it installed; what it depends on is there already. */
    private void install(List<String> words) throws Exception {
        assertThat(words).containsExactly(".venv/bin/pip", "install", "./clients/python");
        Process pip = start(
                "pip.log",
                "-m",
                "pip",
                "install",
                "--no-deps",
                "--no-build-isolation",
                "--target",
                in("site"),
                "./clients/python");
        assertThat(pip.waitFor()).as(read("pip.log")).isZero();
    }

    /** The worker goes on in the background, the learner ends. */
    private void script(String name) throws Exception {
        await().atMost(PATIENCE).until(() -> stages.values().stream()
                .allMatch(stage -> stage.err().contains("metrics at")));
        Process process = start(name + ".log", in(name));
        if (name.equals("learner.py")) {
            await().atMost(PATIENCE).until(() -> !process.isAlive());
            assertThat(process.exitValue())
                    .as(read(name + ".log") + read("worker.py.log"))
                    .isZero();
        }
    }

    private Process start(String log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.program().toString()));
        command.addAll(Arrays.asList(arguments));
        boolean inCheckout = command.contains("pip");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory((inCheckout ? ROOT : folder).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile());
        builder.environment()
                .putAll(Map.of(
                        "ROLLSTREAM_BOOTSTRAP_SERVERS", stream.stack().kafka().bootstrapServers(),
                        "ROLLSTREAM_SCHEMA_REGISTRY", stream.stack().registryUrl(),
                        "ROLLSTREAM_PREFIX", "path.",
                        "PYTHONPATH", in("site"),
                        "PYTHONDONTWRITEBYTECODE", "1"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
