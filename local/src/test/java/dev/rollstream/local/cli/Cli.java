package dev.rollstream.local.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the command line in this JVM and captures what a person would see. */
public final class Cli {
    private final Map<String, String> environment = new HashMap<>();
    private byte[] stdin = new byte[0];

    /**
     * What a run left behind.
     *
     * @param code exit code
     * @param out standard output
     * @param err standard error
     */
    public record Result(int code, String out, String err) {
        /** Lines of standard output. */
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Runs with empty input and environment. */
    public static Result run(String... args) {
        return new Cli().execute(args);
    }

    /** Text on standard input. */
    public Cli stdin(String text) {
        stdin = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** An environment variable. */
    public Cli environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs a command. */
    public Result execute(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(stdin),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false);
        int code = Rollstream.run(console, args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
