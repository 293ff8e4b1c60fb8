package dev.rollstream.local.python;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A virtual environment with what a lock file pins; made once for each content of that file. */
public final class PythonEnvironment {
    /** The client's folder. */
    static final Path CLIENT =
            Path.of("..", "clients", "python").toAbsolutePath().normalize();

    private static final long INSTALL_MINUTES = 5;
    private static final String OLD_ENOUGH = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

    private final String what;
    private final Path place;
    private final Path python;

    private PythonEnvironment(String what, Path place) {
        this.what = what;
        this.place = place;
        this.python = place.resolve("venv").resolve("bin").resolve("python");
    }

    /**
     * What a program printed, and how it ended.
     *
     * @param code its exit code
     * @param output what it printed
     */
    record Ended(int code, String output) {}

    /** The Python client's environment; skips the test with a line where there is no Python, or nowhere to install from. */
    public static PythonEnvironment require() throws IOException, InterruptedException {
        return require(
                "the Python client",
                CLIENT.resolve("requirements.lock"),
                Path.of("target", "python-client").toAbsolutePath());
    }

    /**
     * An environment; skips the test with a line where there is no Python, or nowhere to install from.
     *
     * @param what is tested with it, for the line
     * @param lock what is installed, with hashes
     * @param place its folder
     */
    public static PythonEnvironment require(String what, Path lock, Path place)
            throws IOException, InterruptedException {
        Path stamp = place.resolve("installed.lock");
        PythonEnvironment environment = new PythonEnvironment(what, place);
        Files.createDirectories(place);
        // Test classes run in several processes.
        try (FileChannel turn = FileChannel.open(place.resolve("turn"), CREATE, WRITE);
                FileLock mine = turn.lock()) {
            assertThat(mine.isValid()).isTrue();
            if (!Files.exists(stamp) || Files.mismatch(lock, stamp) >= 0) {
                environment.install(lock);
                Files.copy(lock, stamp, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return environment;
    }

    /** Its Python. */
    public Path program() {
        return python;
    }

    private void install(Path lock) throws IOException, InterruptedException {
        Optional<String> base = base();
        assumeThat(base)
                .as(what + " is not tested: no Python 3.10 or newer with venv; name one with ROLLSTREAM_TEST_PYTHON")
                .isPresent();
        Path venv = place.resolve("venv");
        Ended made = run(List.of(base.orElseThrow(), "-m", "venv", "--clear", venv.toString()), Map.of());
        assertThat(made.code()).as(made.output()).isZero();
        Ended installed = run(
                List.of(
                        python.toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--require-hashes",
                        "--only-binary=:all:",
                        "--requirement",
                        lock.toString()),
                Map.of());
        assertThat(installed.output()).doesNotContain("DO NOT MATCH THE HASHES", "all requirements must have their");
        if (installed.code() != 0) {
            abort(what + " is not tested: its packages cannot be installed here: "
                    + installed
                            .output()
                            .strip()
                            .lines()
                            .reduce((first, last) -> last)
                            .orElse(""));
        }
    }

    private static Optional<String> base() {
        return Stream.of(
                        System.getenv("ROLLSTREAM_TEST_PYTHON"),
                        "python3",
                        "python3.14",
                        "python3.13",
                        "python3.12",
                        "python3.11",
                        "python3.10")
                .filter(name -> name != null && serves(name))
                .findFirst();
    }

    private static boolean serves(String name) {
        try {
            return run(List.of(name, "-c", OLD_ENOUGH), Map.of()).code() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs a module of the environment in the client's folder, the client's sources in its path. */
    Ended module(Map<String, String> variables, String... arguments) {
        List<String> command = new ArrayList<>(List.of(python.toString(), "-m"));
        command.addAll(List.of(arguments));
        try {
            return run(command, variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Ended run(List<String> command, Map<String, String> variables)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("python-client-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(CLIENT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        builder.environment().put("PYTHONPATH", CLIENT.resolve("src").toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
            String output = Files.readString(log, StandardCharsets.UTF_8);
            assertThat(ended).as("%s did not end:%n%s", command, output).isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
