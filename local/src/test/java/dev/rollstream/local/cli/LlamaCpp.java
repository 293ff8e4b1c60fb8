package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.python.PythonEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A running llama.cpp server with a tiny model that is made on the spot; its end is the end of its standard input.
 *
 * @param process the server
 * @param address where it listens
 */
record LlamaCpp(Process process, URI address) implements AutoCloseable {
    private static final Path FOLDER =
            Path.of("src", "test", "resources", "llamacpp").toAbsolutePath();

    /** What the server runs in; skips the test with a line where it cannot be had. */
    static PythonEnvironment environment() throws IOException, InterruptedException {
        return PythonEnvironment.require(
                "llama.cpp",
                FOLDER.resolve("requirements.lock"),
                Path.of("target", "llamacpp").toAbsolutePath());
    }

    /**
     * Starts one.
     *
     * @param folder for its model and log
     * @param bytes how many bytes are tokens: with 128 each token is a character, with 256 characters of several tokens come up
     */
    static LlamaCpp serve(PythonEnvironment python, Path folder, int bytes) throws IOException {
        Path log = folder.resolve("log-" + bytes);
        Process process = new ProcessBuilder(
                        python.program().toString(),
                        FOLDER.resolve("server.py").toString(),
                        folder.resolve("tiny-" + bytes + ".gguf").toString(),
                        Integer.toString(bytes))
                .redirectError(log.toFile())
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String said = "listening on ";
        String line = output.readLine();
        while (line != null && !line.startsWith(said)) {
            line = output.readLine();
        }
        assertThat(line).as(Files.readString(log)).isNotNull();
        return new LlamaCpp(process, URI.create(Objects.requireNonNull(line).substring(said.length())));
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
