package dev.rollstream.local.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that runs until it is interrupted, as Ctrl-C would. */
final class BackgroundCli {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();
    private final Thread thread;

    private BackgroundCli(String... args) {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        thread = new Thread(() -> code.complete(Rollstream.run(console, args)), "cli-" + args[0]);
    }

    static BackgroundCli start(String... args) {
        BackgroundCli cli = new BackgroundCli(args);
        cli.thread.start();
        return cli;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    void interrupt() {
        thread.interrupt();
    }

    /** The exit code, once the command has ended. */
    int awaitCode(Duration limit) throws Exception {
        return code.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
