package dev.rollstream.local.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command sees of the outside: its streams and its environment. Results go to {@code out}, all else to {@code err}.
 *
 * @param in standard input
 * @param out results; UTF-8, buffered: whoever writes flushes
 * @param err news and errors; UTF-8
 * @param environment environment variables by name
 * @param interactive whether a person watches {@code err}, so that a progress bar makes sense
 */
public record Console(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, boolean interactive) {

    /** System property that the launcher script sets to true if standard error is a terminal, which Java cannot tell. */
    private static final String TERMINAL = "rollstream.terminal";

    private static final int BUFFER_BYTES = 1 << 16;

    /** Copies the environment. */
    public Console {
        environment = Map.copyOf(environment);
    }

    /** The process's own streams and environment. */
    public static Console ofProcess() {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Console(new FileInputStream(FileDescriptor.in), out, err, System.getenv(), System.console() != null);
    }

    /** Prints one line to the person at the terminal. */
    void say(String line) {
        err.println(line);
        err.flush();
    }

    /** Prints one line of the result. */
    void print(String line) {
        out.println(line);
    }

    /** {@code out} as picocli wants it. */
    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** {@code err} as picocli wants it. */
    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
