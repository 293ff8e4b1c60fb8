package dev.rollstream.local.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of programs that tests run in a JVM of their own: made to start fast, not to run long. */
public final class Jvm {
    private Jvm() {}

    /**
     * A program with this test's class path.
     *
     * @param options of the JVM, beside those that let it start fast
     * @param program main class and its arguments
     */
    public static List<String> command(List<String> options, List<String> program) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program);
        return command;
    }

    /** The product's command line. */
    public static List<String> rollstream(List<String> options, List<String> arguments) {
        List<String> program = new ArrayList<>(List.of(Rollstream.class.getName()));
        program.addAll(arguments);
        return command(options, program);
    }
}
