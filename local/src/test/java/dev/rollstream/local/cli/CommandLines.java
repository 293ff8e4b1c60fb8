package dev.rollstream.local.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Command lines that stand in files which run the stream elsewhere. */
public final class CommandLines {
    private CommandLines() {}

    /**
     * Parses a command with its options, and runs nothing.
     *
     * @param args command and options, as they stand there
     * @throws picocli.CommandLine.ParameterException if there is no such command or option, or a value cannot be meant
     */
    public static void mustBeUnderstood(List<String> args) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, Map.of(), false);
        Rollstream.commandLine(new Rollstream(), console).parseArgs(args.toArray(String[]::new));
    }
}
