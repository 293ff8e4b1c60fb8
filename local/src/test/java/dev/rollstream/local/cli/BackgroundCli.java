package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that runs until it is interrupted, as Ctrl-C would. */
final class BackgroundCli {
    private static final Pattern OPERATIONS = Pattern.compile("metrics at (http://\\S+);");

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

    /** What a stage answers operators under a path, {@code /metrics} say. */
    String get(String path) throws Exception {
        Matcher address = OPERATIONS.matcher(err());
        assertThat(address.find()).as(err()).isTrue();
        URI uri = URI.create(address.group(1)).resolve(path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** The exit code, once the command has ended. */
    int awaitCode(Duration limit) throws Exception {
        return code.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
