package dev.rollstream.local.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Node.js with the packages that a lock file pins, installed below {@code target}. */
final class NodeEnvironment {
    private static final Path SOURCES = Path.of("src", "test", "interop").toAbsolutePath();
    private static final Path PLACE = Path.of("target", "interop").toAbsolutePath();
    private static final long MINUTES = 3;

    /** What a program printed, and how it ended. */
    record Ended(int code, String out, String err) {}

    /** The environment; skips the test with a line where there is no Node.js, or nowhere to install from. */
    static NodeEnvironment require() throws IOException, InterruptedException {
        Path stamp = PLACE.resolve("installed.json");
        Path lock = SOURCES.resolve("package-lock.json");
        assumeThat(answers("node") && answers("npm"))
                .as("interoperability with Node.js is not tested: there is no node 18 or newer with npm")
                .isTrue();
        Files.createDirectories(PLACE);
        for (String name : List.of("package.json", "package-lock.json", "reencode.js")) {
            Files.copy(SOURCES.resolve(name), PLACE.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(stamp) || Files.mismatch(lock, stamp) >= 0) {
            Ended ended = run("", "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
            assertThat(ended.err()).doesNotContain("EINTEGRITY", "EUSAGE");
            if (ended.code() != 0) {
                abort("interoperability with Node.js is not tested: its packages cannot be installed here: "
                        + ended.err().strip());
            }
            Files.copy(lock, stamp, StandardCopyOption.REPLACE_EXISTING);
        }
        return new NodeEnvironment();
    }

    private static boolean answers(String program) throws InterruptedException {
        try {
            Files.createDirectories(PLACE);
            Ended ended = run("", program, "--version");
            return ended.code() == 0 && (program.equals("npm") || major(ended.out()) >= 18);
        } catch (IOException e) {
            return false;
        }
    }

    private static int major(String version) {
        return Integer.parseInt(version.strip().replaceAll("^v|\\..*$", ""));
    }

    /** Runs {@code reencode.js} over some lines. */
    Ended reencode(String registryUrl, List<String> lines) throws IOException, InterruptedException {
        return run(String.join("\n", lines), "node", "reencode.js", registryUrl);
    }

    private static Ended run(String input, String... command) throws IOException, InterruptedException {
        Path in = Files.createTempFile("node-", ".in");
        Path out = Files.createTempFile("node-", ".out");
        Path err = Files.createTempFile("node-", ".err");
        Files.writeString(in, input);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(PLACE.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            assertThat(ended).as("%s did not end", List.of(command)).isTrue();
            return new Ended(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
