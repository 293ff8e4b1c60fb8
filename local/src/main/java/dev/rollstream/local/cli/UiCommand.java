package dev.rollstream.local.cli;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.ui.UiOptions;
import dev.rollstream.local.ui.UiServer;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The page. */
@Command(
        name = "ui",
        description = {
            "Serves a page on this machine until stopped: the pipeline with live rates and lag, curves of reward,",
            "accuracy, format, throughput, lag and staleness, and the groups that ended last, with pictures, prompt and",
            "completions. It needs no network to be looked at.",
            "",
            "Answers, rewards and advantages of single groups are told with --show-answers only; without it the page does",
            "not read topic answer-keys, and needs no right to (role watcher of 'rollstream topics acls')."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream ui",
            "  rollstream ui --show-answers --past 1d",
            "  rollstream ui --http-host 0.0.0.0 --token-file ui.token      for others, behind a proxy that speaks TLS"
        })
final class UiCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofHours(1);
    private static final int PORT = 8088;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Interface that the page is served on; any but this machine's own takes a token"
                    + " (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "" + PORT,
            description = "Its port; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port = PORT;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File whose first line visitors have to know, at least " + UiOptions.MIN_TOKEN + " characters.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--show-answers",
            description = "Tells answers, rewards and advantages of single groups, and reads topic answer-keys for it.")
    private boolean showAnswers;

    @Option(
            names = "--past",
            paramLabel = "TIME",
            defaultValue = "6h",
            description = "How far back counting begins (default: ${DEFAULT-VALUE}).")
    private Duration past = Duration.ofHours(6);

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Looks again that long after each look (default: ${DEFAULT-VALUE}).")
    private Duration every = Duration.ofSeconds(1);

    UiCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StageConfig config = kafka.stageConfig();
        Optional<String> token = Optional.ofNullable(tokenFile).map(UiCommand::firstLine);
        UiOptions options = Usage.check(
                spec, () -> new UiOptions(new InetSocketAddress(host, port), token, showAnswers, past, every));
        // Whoever sends a request letter by letter would keep a thread for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
        try (Shutdown shutdown = Shutdown.listen();
                RegistryClient registry = RegistryClients.create(config.registry());
                UiServer server = new UiServer(config, registry, options)) {
            console.say("the page of " + config.bootstrapServers() + ", topics " + config.prefix() + "*, is at "
                    + server.url() + "; Ctrl-C stops it");
            boolean stopped = false;
            while (!stopped) {
                stopped = shutdown.await(LOOK);
            }
        }
        return Rollstream.OK;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new StageException(
                    "the token cannot be read from " + file + " (--token-file): " + FailureSentences.of(e), e);
        }
    }
}
